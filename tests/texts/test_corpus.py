"""texts/corpus.py: texts cleaned, and their last tenth set aside."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from common.errors import SourceError, explain
from tests.support.loopback import Reply, serve
from tests.support.samples import gutenberg, invented
from texts.corpus import Text, gather
from texts.source import Cleaning
from texts.web.download import Limits
from training.job.plan import learn_alphabet
from training.recipe import Recipe

LIMITS = Limits(bytes=500_000, seconds=20, idle_seconds=10)


def gathered(
    folder: Path,
    *sources: object,
    origins: Sequence[str] = (),
    characters: int | None = None,
    notes: list[str] | None = None,
) -> list[Text]:
    sentences = [] if notes is None else notes
    return gather(
        [str(source) for source in sources],
        origins,
        folder / "cache",
        LIMITS,
        Cleaning(),
        characters,
        sentences.append,
        lambda done, total: None,
    )


def file(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def lines(count: int) -> str:
    """So many lines of ten characters, each different."""
    return "".join(f"line {i:04}\n" for i in range(count))


def test_the_last_tenth_of_each_source_is_held_out(tmp_path: Path) -> None:
    first, second = gathered(
        tmp_path, file(tmp_path, "a.txt", lines(300)), file(tmp_path, "b.txt", lines(500))
    )
    assert (len(first.train), len(first.held_out)) == (2700, 300)
    assert (len(second.train), len(second.held_out)) == (4500, 500)
    assert first.train + first.held_out == lines(300)
    assert second.held_out.startswith("line 0450\n")
    assert (first.source.characters, first.source.held_out) == (3000, 300)
    assert (second.source.characters, second.source.held_out) == (5000, 500)


@pytest.mark.parametrize("turned", [False, True])
def test_what_one_source_holds_out_no_other_learns(turned: bool, tmp_path: Path) -> None:
    first, second = invented(9_000, seed=1), invented(20_000, seed=2)
    places = [
        file(tmp_path, "volume.txt", first),
        file(tmp_path, "collected.txt", first + second),
    ]
    notes: list[str] = []
    texts = gathered(tmp_path, *(places[::-1] if turned else places), notes=notes)
    volume, collected = texts[::-1] if turned else texts
    assert volume.train + volume.held_out == first.rstrip("\n") + "\n"
    for paragraph in volume.held_out.split("\n\n")[1:]:  # the cut may fall into the first
        assert paragraph.strip() in first
        assert paragraph.strip() not in collected.train
    assert volume.train[:8_000] in collected.train
    assert collected.source.characters == len(collected.train) + len(collected.held_out)
    (note,) = [note for note in notes if "held out with another text" in note]
    assert "collected.txt" in note


def test_letters_that_begin_alike_learn_from_each_other(tmp_path: Path) -> None:
    greeting = "From the lighthouse at the end of the long pier, in haste.\n\n"
    letters = [file(tmp_path, f"{i}.txt", greeting + invented(4_000, i)) for i in range(2)]
    notes: list[str] = []
    texts = gathered(tmp_path, *letters, notes=notes)
    assert all(greeting in text.train for text in texts)
    assert not notes


def test_only_so_many_characters_of_each_are_used(tmp_path: Path) -> None:
    one, other = gathered(
        tmp_path,
        file(tmp_path, "a.txt", lines(300)),
        file(tmp_path, "b.txt", lines(210)),
        characters=2500,
    )
    assert one.train + one.held_out == lines(250)
    assert (len(one.train), one.source.characters, one.source.held_out) == (2250, 2500, 250)
    assert other.source.characters == 2100


def test_texts_too_short_together_are_refused(tmp_path: Path) -> None:
    enough = file(tmp_path, "enough.txt", lines(200))
    assert gathered(tmp_path, enough)[0].source.characters == 2000
    short = file(tmp_path, "short.txt", lines(199))
    with pytest.raises(SourceError) as caught:
        gathered(tmp_path, short)
    assert f"{short} has 1,990 characters once cleaned" in explain(caught.value)
    letters = [file(tmp_path, f"{i}.txt", invented(700, seed=i)) for i in range(3)]
    with pytest.raises(SourceError, match=r"the texts together have 1,[0-9]{3} characters"):
        gathered(tmp_path, *letters[:2])
    assert sum(text.source.characters for text in gathered(tmp_path, *letters)) > 2000
    with pytest.raises(SourceError, match="once cleaned and cut as the recipe says"):
        gathered(tmp_path, enough, characters=1500)
    with pytest.raises(SourceError, match=r"blank\.txt is empty once cleaned"):
        gathered(tmp_path, enough, file(tmp_path, "blank.txt", "\N{SOFT HYPHEN}" * 9))
    wrapped = file(tmp_path, "wrapped.txt", gutenberg(lines(180), "Lamp"))
    assert wrapped.stat().st_size > 2000
    with pytest.raises(SourceError, match="too short to learn from"):
        gathered(tmp_path, wrapped)


def test_gutenbergs_own_words_are_gone_and_its_header_is_on_the_card(tmp_path: Path) -> None:
    raw = gutenberg(invented(4000), "The Lamp: A Tale", "Ada Maker")
    notes: list[str] = []
    (text,) = gathered(tmp_path, file(tmp_path, "pg7.txt", raw), notes=notes)
    assert (text.train + text.held_out).strip() == invented(4000).strip()
    assert text.source.title == "The Lamp: A Tale"
    assert text.source.author == "Ada Maker"
    assert text.source.licence == "public domain in the USA (Project Gutenberg)"
    assert text.source.sha256 == hashlib.sha256(raw).hexdigest()
    assert any("Gutenberg" in note for note in notes)


def test_a_plain_text_has_no_title_and_no_licence_that_is_known(tmp_path: Path) -> None:
    (text,) = gathered(tmp_path, file(tmp_path, "diary.txt", invented(3000)))
    assert (text.source.title, text.source.author) == (None, None)
    assert text.source.licence == "not stated"


def test_where_a_file_lay_is_told_to_nobody(tmp_path: Path) -> None:
    hidden = file(tmp_path / "private" / "letters to rosa", "diary.txt", invented(3000))
    (text,) = gathered(tmp_path, hidden)
    assert text.source.origin == "diary.txt"
    assert "private" not in str(vars(text.source))
    origin = "http://127.0.0.1/rosa.txt"
    second = file(tmp_path, "b.txt", lines(300))
    renamed, unnamed = gathered(tmp_path, hidden, second, origins=[origin])
    assert (renamed.source.origin, unnamed.source.origin) == (origin, "b.txt")


def test_of_a_url_all_is_told_but_a_password(tmp_path: Path) -> None:
    with serve({"/a.txt?x=1": Reply(invented(3000).encode())}) as server:
        url = server.url("/a.txt?x=1")
        (text,) = gathered(tmp_path, url)
        (secret,) = gathered(tmp_path, url.replace("//", "//rosa:hunter2@"))
    assert text.source.origin == url
    assert secret.source.origin == url


def test_the_alphabet_is_that_of_what_may_be_trained_on(tmp_path: Path) -> None:
    text = "abcd abcd\n" * 270 + "abcz abcz\n" * 30
    first = gathered(tmp_path, file(tmp_path, "a.txt", text))
    alphabet = learn_alphabet(first, Recipe())
    assert "d" in alphabet
    assert "z" not in alphabet
    assert "z" in first[0].held_out
    second = gathered(tmp_path, file(tmp_path, "b.txt", "xyz xyz z\n" * 300))
    assert "z" in learn_alphabet([*first, *second], Recipe())
