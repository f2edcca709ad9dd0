"""texts/manifest.py and works.py: manifests, and the lines of a text that are an author's."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.errors import ConfigError, SourceError, UsageError
from tests.support.loopback import Reply, serve
from tests.support.samples import gutenberg, invented
from texts.cleaning.apparatus import remove_apparatus
from texts.corpus import Text
from texts.manifest import FOLDER, Works, read_works
from texts.source import Cleaning
from texts.web.download import Limits
from texts.works import gather_works

LIMITS = Limits(bytes=500_000, seconds=20, idle_seconds=10)
Read = Callable[[str], Works]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(manifest: str) -> Works:
        path = tmp_path / "jane.yaml"
        path.write_text(manifest)
        return read_works(str(path))

    return reading


def gathered(
    works: Works,
    folder: Path,
    copies: bool = True,
    unwrap: str = "no",
    note: Callable[[str], None] = lambda sentence: None,
) -> list[Text]:
    return gather_works(
        works,
        folder if copies else None,
        folder / "cache",
        LIMITS,
        Cleaning(unwrap=unwrap),  # type: ignore[arg-type]
        note,
        lambda done, total: None,
    )


def one(edition: str = "", file: str = "a.txt") -> str:
    """A manifest of one work in one edition, with lines of its own."""
    more = "".join(f"\n        {line}" for line in edition.splitlines())
    return f"""
author: Jane Inventor
works:
  - title: The Miller
    editions:
      - source: https://example.org/miller
        file: {file}{more}
"""


def paragraphs(count: int, name: str = "paragraph") -> str:
    """So many paragraphs of one line each, each different."""
    return "\n\n".join(f"{name} {i:03}" for i in range(count)) + "\n"


BOOK = """\
THE MILLER

CONTENTS

Chapter I
Chapter II

PREFACE

By another hand.

Chapter I

The miller sang.

ADVERTISEMENT

Kettles, seven a penny.

Chapter II

The miller slept.

THE END

An index.
"""


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.yaml")))
def test_the_manifests_here_say_what_can_be_said(name: str) -> None:
    works = read_works(name)
    for work in works.works:
        assert work.title
        for edition in work.editions:
            assert edition.source.startswith("https://")
            assert edition.file
        # Without a line of its own, an edition's tenth need not be that of the other.
        if len(work.editions) > 1:
            assert all(edition.held_out for edition in work.editions), work.title
    assert (works.name, works.shipped) == (name, True)
    assert len({work.title for work in works.works}) == len(works.works)


def test_the_bases_works_are_each_by_another_than_the_base() -> None:
    base = read_works("base")
    authors = {work.author for work in base.works}
    assert "" not in authors
    assert base.author not in authors
    # no author that is trained further from it is among them
    assert not authors & {read_works(path.stem).author for path in FOLDER.glob("*.yaml")}


def test_an_own_manifest_has_its_files_name(read: Read) -> None:
    works = read(one())
    assert (works.name, works.shipped) == ("jane", False)


def test_no_such_manifest() -> None:
    with pytest.raises(UsageError) as caught:
        read_works("nobody")
    assert "dickens" in caught.value.todo


@pytest.mark.parametrize(
    ("manifest", "named"),
    [
        ("works: []", "no author or no works"),
        (f"name: dickens\n{one()}", "sets name or shipped"),
        (one().replace("https://example.org/miller", '""'), "The Miller"),
        (one("chapters: 3"), "chapters"),
        (one("footnotes: forgotten"), "footnotes"),
        (one("cut: [PREFACE, Chapter I]"), "a cut of The Miller names one line"),
        (one("characters: 0"), "characters of The Miller cannot be 0"),
    ],
)
def test_a_manifest_that_cannot_be_meant(read: Read, manifest: str, named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        read(manifest)


def test_only_the_lines_named_are_kept(read: Read, tmp_path: Path) -> None:
    raw = gutenberg(BOOK + invented(2_000), "The Miller")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_bytes(raw)  # in a subfolder
    works = read(
        one(
            "begin: [Chapter I, PREFACE, Chapter I]\n"
            "end: The miller slept.\n"
            "cut:\n"
            "  - [ADVERTISEMENT, Chapter II]\n"
            "held_out: The miller slept."
        )
    )
    (text,) = gathered(works, tmp_path)
    assert text.train == "Chapter I\n\nThe miller sang.\n\nChapter II\n"
    assert text.held_out == "The miller slept.\n"
    assert (text.source.title, text.source.author) == ("The Miller", "Jane Inventor")
    assert text.source.origin == "https://example.org/miller"
    assert text.source.sha256 == hashlib.sha256(raw).hexdigest()
    assert "Gutenberg" in text.source.licence
    assert (text.source.characters, text.source.held_out) == (
        len(text.train + text.held_out), len(text.held_out)
    )  # fmt: skip


def test_what_is_true_of_several_texts_is_noted_once(read: Read, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_bytes(gutenberg(invented(2_000), "The Miller"))
    second = one(file="b.txt").partition("works:\n")[2]
    notes: list[str] = []
    assert len(gathered(read(one() + second), tmp_path, note=notes.append)) == 2
    assert len([note for note in notes if "Gutenberg" in note]) == 1


def test_the_end_is_the_last_of_equal_lines(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\nExeunt.\ntwo\nExeunt.\nthree\n")
    (text,) = gathered(read(one("end: Exeunt.")), tmp_path)
    assert text.train + text.held_out == "one\nExeunt.\ntwo\nExeunt.\n"
    (text,) = gathered(read(one("end: [one, Exeunt.]")), tmp_path)
    assert text.train + text.held_out == "one\nExeunt.\n"


@pytest.mark.parametrize("key", ["begin", "end", "held_out"])
def test_a_line_that_is_not_there_is_named(read: Read, tmp_path: Path, key: str) -> None:
    (tmp_path / "a.txt").write_text(BOOK)
    with pytest.raises(SourceError) as caught:
        gathered(read(one(f"{key}: Chapter III")), tmp_path)
    for part in ("The Miller", "a.txt", "'Chapter III'"):
        assert part in caught.value.what


def test_a_cut_ends_after_it_began(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BOOK)
    with pytest.raises(SourceError, match="'CONTENTS'"):
        gathered(read(one("cut:\n  - [Chapter I, CONTENTS]")), tmp_path)


def test_a_cut_may_begin_with_the_line_that_the_one_before_it_left(
    read: Read, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("one\nsong\ntwo\nsong\nthree\nsong\nfour\n")
    works = read(one("cut:\n  - [one, two]\n  - [two, three]"))
    (text,) = gathered(works, tmp_path)
    assert text.train + text.held_out == "three\nsong\nfour\n"


def test_what_is_cut_is_not_looked_at_for_what_is_held_out(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("song\none\nsong\ntwo\n  song\nthree\nsong\nend\nsong\n")
    lines = "begin: one\nend: end\ncut:\n  - [song, two]\nheld_out: "
    (text,) = gathered(read(one(lines + "song")), tmp_path)
    assert (text.train, text.held_out) == ("one\ntwo\n", "  song\nthree\nsong\nend\n")
    (text,) = gathered(read(one(lines + "[one, song, song]")), tmp_path)
    assert (text.train, text.held_out) == ("one\ntwo\n  song\nthree\n", "song\nend\n")
    with pytest.raises(SourceError, match="'song'"):
        gathered(read(one(lines + "[song, song, song]")), tmp_path)


def test_a_folder_of_copies_is_walked_once(read: Read, tmp_path: Path) -> None:
    walks = []

    class Counted(type(tmp_path)):  # type: ignore[misc]
        def rglob(self, *pattern: str) -> Iterator[Path]:
            walks.append(pattern)
            return super().rglob(*pattern)  # type: ignore[no-any-return]

    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(paragraphs(20, name))
    more = [one(file=f"{name}.txt").partition("works:\n")[2] for name in "bc"]
    texts = gathered(read("".join([one(), *more])), Counted(tmp_path))
    assert [text.train[0] for text in texts] == ["a", "b", "c"]
    assert len(walks) == 1


def test_the_last_tenth_begins_with_a_paragraph(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(paragraphs(205))
    (text,) = gathered(read(one()), tmp_path)
    assert text.train.endswith("paragraph 184\n")
    assert text.held_out.startswith("paragraph 185\n")
    assert text.source.held_out == len(text.held_out)
    assert text.source.characters == len(text.train + text.held_out)


def test_a_text_without_paragraphs_is_split_between_lines(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(paragraphs(100, "a line").replace("\n\n", "\n"))
    (text,) = gathered(read(one()), tmp_path)
    assert text.held_out == "".join(f"a line {i:03}\n" for i in range(90, 100))


def test_editions_hold_out_the_same_passage(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(paragraphs(100))
    (tmp_path / "b.txt").write_text(paragraphs(100, "the paragraph"))
    manifest = one("held_out: [paragraph 040, paragraph 050]") + (
        "      - source: https://example.org/other\n"
        "        file: b.txt\n"
        "        held_out: the paragraph 050\n"
    )
    first, second = gathered(read(manifest), tmp_path)
    assert first.held_out.startswith("paragraph 050\n")
    assert second.held_out == first.held_out.replace("paragraph", "the paragraph")
    assert "paragraph 050" not in first.train + second.train


def test_a_held_out_line_that_a_rule_takes_out_is_refused(read: Read, tmp_path: Path) -> None:
    text = "One.\n\n[Illustration:\na mill]\n\nTwo.\n"
    with pytest.raises(SourceError, match="itself removed"):
        gathered(read(one('held_out: "a mill]"')), _rewritten(tmp_path, text))


def _rewritten(folder: Path, text: str) -> Path:
    (folder / "a.txt").write_text(text)
    return folder


def test_both_parts_are_unwrapped_or_neither(read: Read, tmp_path: Path) -> None:
    words = invented(12_000).replace("\n\n", " ").split()
    wrapped: list[str] = []
    for word in words:
        if wrapped and wrapped[-1] and len(wrapped[-1]) + len(word) < 70:
            wrapped[-1] += " " + word
            if word.endswith(".") and len(wrapped) % 9 == 0:
                wrapped.append("")
        else:
            wrapped.append(word)
    works = read(one())
    (text,) = gathered(works, _rewritten(tmp_path, "\n".join(wrapped) + "\n"), unwrap="auto")
    assert max(map(len, text.train.split("\n"))) > 200
    assert max(map(len, text.held_out.split("\n"))) > 200
    assert (text.train + "\n" + text.held_out).split() == words
    verse = "\n".join(f"And he sang {word}" for word in words[:400]) + "\n"
    (text,) = gathered(works, _rewritten(tmp_path, verse), unwrap="auto")
    assert text.train + text.held_out == verse


def test_only_so_many_characters_are_looked_at(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\nthree\n")
    (text,) = gathered(read(one("characters: 8")), tmp_path)
    assert (text.train, text.held_out) == ("one\n", "two\n")


def test_the_margins_setting_of_a_card_changes_nothing_about_works(
    read: Read, tmp_path: Path
) -> None:
    book = "          THE LAMP\n\n" + paragraphs(60) + "\n              Yours,\n"
    (tmp_path / "a.txt").write_bytes(gutenberg(book, "The Miller"))
    works = read(one("begin: THE LAMP\nend: Yours,"))
    with_it, without_it = (
        gather_works(
            works,
            tmp_path,
            tmp_path / "cache",
            LIMITS,
            Cleaning(margins=margins),
            lambda sentence: None,
            lambda done, total: None,
        )
        for margins in (True, False)
    )
    assert with_it == without_it
    assert with_it[0].train.startswith("THE LAMP\n")


def test_a_copy_that_is_not_there(read: Read, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        gathered(read(one(file="elsewhere.txt")), tmp_path)
    assert "elsewhere.txt" in caught.value.what
    assert "https://example.org/miller" in caught.value.todo
    with pytest.raises(UsageError, match="no folder"):
        gathered(read(one()), tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["a[1].txt", "*.txt"])
def test_a_copys_name_is_no_pattern(read: Read, tmp_path: Path, name: str) -> None:
    _rewritten(tmp_path, BOOK).joinpath("a.txt").rename(tmp_path / "a1.txt")
    works = read(one(file=f"'{name}'"))
    with pytest.raises(SourceError, match="there is no"):
        gathered(works, tmp_path)
    (tmp_path / name).write_text(BOOK)
    assert len(gathered(works, tmp_path)) == 1


def test_a_text_of_which_nothing_is_left(read: Read, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nothing is left of The Miller"):
        gathered(read(one()), _rewritten(tmp_path, "[Illustration]\n"))


def test_without_copies_each_source_is_fetched_once(read: Read, tmp_path: Path) -> None:
    book = gutenberg(BOOK + invented(2_000), "The Miller")
    with serve({"/miller.txt": Reply(book)}) as server:
        page = server.url("/miller.txt")
        works = read(
            f"""
author: Jane Inventor
works:
  - title: The Song
    author: Ada Maker
    editions:
      - source: {page}
        begin: Chapter I
        end: The miller sang.
  - title: The Sleep
    editions:
      - source: {page}
        begin: The miller slept.
        end: THE END
"""
        )
        song, sleep = gathered(works, tmp_path, copies=False)
        assert len(server.requests) == 1
    assert song.held_out == "The miller sang.\n"
    assert (sleep.train, sleep.held_out) == ("The miller slept.\n", "THE END\n")
    assert [text.source.author for text in (song, sleep)] == ["Ada Maker", "Jane Inventor"]
    assert song.source.origin == sleep.source.origin == page


# Marks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n[Illustration: the [old] mill,\n\nseen from afar]\nb\n", "a\n\nb\n"),
        ("a [Picture: a mill] b\n", "a  b\n"),
        ("a\n{The mill: p52.jpg}\nb\n", "a\nb\n"),
        ("[Illustration that never ends\nb\n", "[Illustration that never ends\nb\n"),
        ("a\n   *   *   *   *\nb\n", "a\nb\n"),
        ("a\n\n\n\n\n\nb\n", "a\n\n\nb\n"),
        ("he _never_ did\n", "he never did\n"),
        ("Mr. ____ never did\n", "Mr. ____ never did\n"),
        ("he =never= did\n", "he never did\n"),
        ("2 = 1 + 1 = 3 - 1\n", "2 = 1 + 1 = 3 - 1\n"),
        ("Sweet mill,            16\n", "Sweet mill,\n"),
        ("in the year 1816\n", "in the year 1816\n"),
        ("a\n                   THE MILL\n\n    verse\n", "a\nTHE MILL\n\n    verse\n"),
        ("ACT_3|SC_4\nEnter a miller\n", "\nEnter a miller\n"),
    ],
)
def test_what_a_typist_put_there_is_taken_out(before: str, after: str) -> None:
    assert remove_apparatus(before) == after


def test_footnotes_are_taken_out_with_their_marks() -> None:
    bracketed = "The mill [12] stood.[Footnote 12: It [the mill] fell.]\n\nSo it did. [Aside.]\n"
    assert remove_apparatus(bracketed, "bracketed") == "The mill stood.\n\nSo it did. [Aside.]\n"
    listed = "The mill{2} stood.\n\nSo it did.\n\nFOOTNOTES:\n\n[2] Until it\nfell.\n\nAgain.\n"
    assert remove_apparatus(listed, "listed") == "The mill stood.\n\nSo it did.\n\n\nAgain.\n"
    assert remove_apparatus(bracketed) == bracketed


def test_a_play_is_brought_into_one_layout_and_still_split(read: Read, tmp_path: Path) -> None:
    speeches = "".join(f"  MILLER. Who sang {i} times?\n  AUNT. I did not.\n" for i in range(30))
    (tmp_path / "play.txt").write_text(speeches + "  MILLER. Then who?\n    Exit\n")
    works = read(
        """
author: Jane Inventor
works:
  - title: The Play
    editions:
      - source: http://example.org/play
        file: play.txt
        layout: play
        held_out: MILLER. Then who?
"""
    )
    (play,) = gathered(works, tmp_path)
    assert play.train.startswith("MILLER:\nWho sang 0 times?\n\nAUNT:\nI did not.\n\nMILLER:\n")
    assert play.held_out == "MILLER:\nThen who?\nExit\n"


def test_editions_that_do_not_say_where_their_last_part_begins(read: Read, tmp_path: Path) -> None:
    two = """
author: Jane Inventor
works:
  - title: The Song
    editions:
      - {source: "http://example.org/1", held_out: The miller slept.}
      - {source: "http://example.org/2"}
"""
    with pytest.raises(ConfigError, match="not every edition of The Song names a line at held_out"):
        read(two)
