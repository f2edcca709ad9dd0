"""measures/training_texts.py: the texts of a style, found again."""

import hashlib
import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from common.errors import SourceError, UsageError, explain
from measures.training_texts import find_training_texts
from models.style import Style
from tests.support.loopback import Reply, serve
from tests.support.samples import AuthorMaker, invented
from texts.manifest import read_works
from texts.web.download import DEFAULT_LIMITS
from texts.works import gather_works

TEXT = invented(5_000).rstrip("\n") + "\n"


def found(style: Style, folder: Path | None, cache: Path) -> str:
    (text,) = find_training_texts(style, folder, cache)
    assert text.source.origin == style.card.sources[0].origin
    assert len(text.held_out) == style.card.sources[0].held_out
    return text.train + text.held_out


@pytest.mark.parametrize(
    ("origin", "file"),
    [
        ("https://127.0.0.1/books/lamp.txt", "lamp.txt"),
        ("https://www.gutenberg.org/ebooks/807.txt.utf-8", "jane/inventor_lamp_1860_807.txt"),
        ("https://www.gutenberg.org/files/807/807-0.txt", "inventor_lamp_807.txt"),
        ("https://www.gutenberg.org/ebooks/807.txt.utf-8", "lamp_807-0.txt"),
        ("https://127.0.0.1/input.txt", "called otherwise.txt"),
        ("lamp.txt", "lamp.txt"),
    ],
)
def test_a_file_is_found_by_name_by_number_or_by_checksum(
    make_author: AuthorMaker, tmp_path: Path, origin: str, file: str
) -> None:
    style = make_author("ann", TEXT, origin, file)
    (tmp_path / "texts" / "another_1807.txt").write_text(invented(3_000, seed=2))
    assert found(style, tmp_path / "texts", tmp_path / "cache") == TEXT


def test_another_edition_is_not_taken_for_the_one_learnt_from(
    make_author: AuthorMaker, tmp_path: Path
) -> None:
    style = make_author("ann", TEXT, "https://127.0.0.1/lamp.txt", "lamp.txt")
    (tmp_path / "texts" / "lamp.txt").write_text(TEXT.replace("lamp", "lampe"))
    with pytest.raises(SourceError) as caught:
        find_training_texts(style, tmp_path / "texts", tmp_path / "cache")
    said = explain(caught.value)
    assert "https://127.0.0.1/lamp.txt" in said
    assert "lamp.txt is another edition" in said
    assert "--texts" in said
    (tmp_path / "texts" / "lamp.txt").rename(tmp_path / "texts" / "boat.txt")
    os.mkfifo(tmp_path / "texts" / "lamp.txt")  # nobody will ever write into it
    with pytest.raises(SourceError, match="no file there has its checksum"):
        find_training_texts(style, tmp_path / "texts", tmp_path / "cache")


def test_without_a_folder_the_text_is_fetched_and_checked(
    make_author: AuthorMaker, tmp_path: Path
) -> None:
    pages = {"/lamp.txt": Reply(TEXT.encode()), "/new.txt": Reply(invented(5_000, 3).encode())}
    with serve(pages) as server:
        style = make_author("ann", TEXT, server.url("/lamp.txt"), "unused.txt")
        assert found(style, None, tmp_path / "cache") == TEXT
        style = make_author("bob", TEXT, server.url("/new.txt"), "unused.txt")
        with pytest.raises(SourceError, match="is not what bob learnt from"):
            find_training_texts(style, None, tmp_path / "cache")


def test_a_file_of_this_machine_needs_a_folder_to_look_in(
    make_author: AuthorMaker, tmp_path: Path
) -> None:
    style = make_author("ann", TEXT, "letters.txt", "letters.txt")
    with pytest.raises(SourceError) as caught:
        find_training_texts(style, None, tmp_path / "cache")
    assert "letters.txt" in explain(caught.value)
    assert "--texts" in explain(caught.value)
    with pytest.raises(UsageError, match="no folder"):
        find_training_texts(style, tmp_path / "nowhere", tmp_path / "cache")


def test_a_text_that_is_cleaned_otherwise_now_is_refused(
    make_author: AuthorMaker, tmp_path: Path
) -> None:
    style = make_author("ann", TEXT, "lamp.txt", "lamp.txt")
    (source,) = style.card.sources
    changed = replace(style.card, sources=(replace(source, characters=source.characters + 7),))
    with pytest.raises(SourceError, match="cleaned differently"):
        find_training_texts(replace(style, card=changed), tmp_path / "texts", tmp_path / "cache")


def zipped(**texts: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, text in texts.items():
            file.writestr(f"letters/{name}.txt", text)
    return archive.getvalue()


def of_archive(style: Style, origin: str, texts: dict[str, str]) -> Style:
    """The style, with a card that says it was trained on an archive of these texts."""
    sources = tuple(
        replace(
            style.card.sources[0],
            origin=f"{origin}/letters/{name}.txt",
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            characters=len(text),
            held_out=len(text) // 10,
        )
        for name, text in texts.items()
    )
    return replace(style, card=replace(style.card, sources=sources))


LETTERS = {"1": invented(3_000, 4).rstrip("\n") + "\n", "2": invented(2_000, 5).rstrip("\n") + "\n"}


def test_texts_are_found_in_the_archive_that_they_were_trained_from(
    make_author: AuthorMaker, tmp_path: Path
) -> None:
    style = of_archive(make_author("ann", TEXT, "lamp.txt", "lamp.txt"), "all.zip", LETTERS)
    folder = tmp_path / "texts"
    (folder / "all.zip").write_bytes(zipped(**{**LETTERS, "0": TEXT}))
    texts = find_training_texts(style, folder, tmp_path / "cache")
    assert [text.train + text.held_out for text in texts] == list(LETTERS.values())
    assert [text.source.origin for text in texts] == [
        "all.zip/letters/1.txt",
        "all.zip/letters/2.txt",
    ]
    (folder / "all.zip").write_bytes(zipped(**{**LETTERS, "2": TEXT}))
    (folder / "damaged.zip").write_bytes(zipped(**LETTERS)[:-40])
    with pytest.raises(SourceError, match=r"all\.zip/letters/2\.txt.*has its checksum"):
        find_training_texts(style, folder, tmp_path / "cache")


def test_an_archive_on_the_web_is_fetched_as_a_whole(
    make_author: AuthorMaker, tmp_path: Path
) -> None:
    ann = make_author("ann", TEXT, "lamp.txt", "lamp.txt")
    pages = {
        "/all.zip": Reply(zipped(**LETTERS), kind="application/zip"),
        "/new.zip": Reply(zipped(**{**LETTERS, "2": TEXT}), kind="application/zip"),
        "/big.zip/letters/1.txt": Reply(LETTERS["1"].encode()),
        "/big.zip/letters/2.txt": Reply(LETTERS["2"].encode()),
    }
    with serve(pages) as server:
        for archive in ("/all.zip", "/big.zip"):
            style = of_archive(ann, server.url(archive), LETTERS)
            texts = find_training_texts(style, None, tmp_path / "cache")
            assert [text.train + text.held_out for text in texts] == list(LETTERS.values())
        style = of_archive(ann, server.url("/new.zip"), LETTERS)
        with pytest.raises(SourceError, match=r"lacks .*/new\.zip/letters/2\.txt") as caught:
            find_training_texts(style, None, tmp_path / "cache")
        assert "--texts" in caught.value.todo
        style = of_archive(ann, server.url("/gone.zip"), LETTERS)
        with pytest.raises(SourceError, match=r"/gone\.zip answered 404"):
            find_training_texts(style, None, tmp_path / "cache")


MANIFEST = """
author: Jane Inventor
works:
  - title: The Lamp
    editions:
      - source: https://127.0.0.1/lamp
        file: lamp.txt
        cut:
          - [Kettles, The lamp]
"""


def test_the_texts_of_an_own_list_of_works_are_found_by_that_list(
    make_author: AuthorMaker, tmp_path: Path
) -> None:
    style = make_author(
        "ann", f"Kettles\n\nThe lamp\n\n{TEXT}", "https://127.0.0.1/lamp", "lamp.txt"
    )
    with pytest.raises(UsageError, match="not trained with a list"):
        find_training_texts(style, tmp_path / "texts", tmp_path / "cache", works="jane.yaml")
    path = tmp_path / "jane.yaml"
    path.write_text(MANIFEST)
    own = {**style.card.made, "own_works": "jane"}
    whole = style.card.sources[0]
    kept = replace(whole, characters=len(TEXT) + 10, held_out=0)
    style = replace(style, card=replace(style.card, made=own, sources=(kept,)))
    with pytest.raises(UsageError, match="a list of works of your own, jane") as caught:
        find_training_texts(style, tmp_path / "texts", tmp_path / "cache")
    assert "--works" in caught.value.todo
    with pytest.raises(SourceError, match="cleaned differently"):
        find_training_texts(style, tmp_path / "texts", tmp_path / "cache", works=str(path))
    ours = gather_works(
        read_works(str(path)),
        tmp_path / "texts",
        tmp_path,
        DEFAULT_LIMITS,
        style.card.cleaning,
        lambda note: None,
        lambda done, total: None,
    )
    style = replace(style, card=replace(style.card, sources=(ours[0].source,)))
    (text,) = find_training_texts(style, tmp_path / "texts", tmp_path / "cache", works=str(path))
    assert text == ours[0]
    assert text.train.startswith("The lamp\n\n")


@pytest.mark.parametrize("file", ["diary.md", "diary"])
def test_a_file_of_any_kind_is_found(make_author: AuthorMaker, tmp_path: Path, file: str) -> None:
    style = make_author("ann", TEXT, file, file)
    (tmp_path / "texts" / "aside.txt").mkdir()
    (tmp_path / "texts" / "gone.txt").symlink_to(tmp_path / "nothing")
    assert found(style, tmp_path / "texts", tmp_path / "cache") == TEXT


def test_only_as_many_characters_are_used_as_were_learnt_from(
    make_author: AuthorMaker, tmp_path: Path
) -> None:
    style = make_author("ann", TEXT, "lamp.txt", "lamp.txt")
    (source,) = style.card.sources
    shorter = replace(source, characters=3_000, held_out=300)
    card = replace(style.card, sources=(shorter,), recipe={"characters": 3_000})
    (text,) = find_training_texts(replace(style, card=card), tmp_path / "texts", tmp_path / "cache")
    assert text.train + text.held_out == TEXT[:3_000]
