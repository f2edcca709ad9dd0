"""The library: whose authors are found, what is said of the others, and what a name may be."""

from collections.abc import Callable
from pathlib import Path

import pytest

from common.errors import BadName, StyleError, UnknownStyle, explain
from common.program import program_name
from models.library import Library
from models.style import Style

Put = Callable[[Path, str, str], Style]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return tmp_path / "shipped"


def cut_in_half(style: Style) -> None:
    style.path.write_bytes(style.path.read_bytes()[: style.size // 2])


def alter(style: Style) -> None:
    content = bytearray(style.path.read_bytes())
    content[style.size // 2] ^= 1
    style.path.write_bytes(content)


def test_authors_of_both_folders_are_found(own: Path, shipped: Path, put_style: Put) -> None:
    put_style(shipped, "ann", "miller")
    put_style(own, "bob", "aunt")
    library = Library(own, shipped)
    assert library.names == ["aunt", "miller"]
    assert [style.path for style in library.read_all()] == [
        own / "aunt.style",
        shipped / "miller.style",
    ]
    assert library.get("aunt").path == own / "aunt.style"
    assert (library.notes, library.broken) == ((), {})


def test_the_persons_wins_on_a_clash_and_it_says_so(
    own: Path, shipped: Path, put_style: Put
) -> None:
    put_style(shipped, "ann", "miller")
    mine = put_style(own, "bob", "miller")
    library = Library(own, shipped)
    assert library.get("miller").path == own / "miller.style"
    assert library.get("miller").checksum == mine.checksum
    assert library.names == ["miller"]
    assert library.notes == ("Your own miller is used instead of the shipped one.",)


def test_a_broken_file_leaves_the_others_usable(own: Path, shipped: Path, put_style: Put) -> None:
    put_style(shipped, "ann", "miller")
    cut_in_half(put_style(own, "bob", "aunt"))
    put_style(own, "bob", "sailor")
    library = Library(own, shipped)
    assert library.names == ["miller", "sailor"]
    assert library.get("sailor").voice().read("the blue lamp") == {}
    (note,) = library.notes
    assert note.startswith(f"The style file {own / 'aunt.style'} is damaged")
    with pytest.raises(StyleError, match=r"aunt\.style is damaged"):
        library.get("aunt")


def test_a_broken_file_of_ones_own_leaves_the_shipped_author(
    own: Path, shipped: Path, put_style: Put
) -> None:
    put_style(shipped, "ann", "miller")
    cut_in_half(put_style(own, "bob", "miller"))
    library = Library(own, shipped)
    assert library.get("miller").path == shipped / "miller.style"
    assert len(library.notes) == 1
    assert str(own / "miller.style") in library.notes[0]


def test_a_broken_shipped_file_gives_way_to_ones_own(
    own: Path, shipped: Path, put_style: Put
) -> None:
    cut_in_half(put_style(shipped, "ann", "miller"))
    put_style(own, "bob", "miller")
    library = Library(own, shipped)
    assert library.get("miller").path == own / "miller.style"
    assert str(shipped / "miller.style") in library.notes[0]


def test_other_files_and_folders_are_passed_over(own: Path, shipped: Path, put_style: Put) -> None:
    put_style(own, "ann", "miller")
    (own / "notes.txt").write_text("remember the oar")
    (own / ".miller.style.x7").write_text("half of a file that was being written")
    (own / "deep").mkdir()
    (own / "folder.style").mkdir()
    library = Library(own, shipped)
    assert library.names == ["miller"]
    assert list(library.broken) == ["folder"]


def test_a_file_whose_name_nobody_can_ask_for_is_left_out_and_named(
    own: Path, shipped: Path, put_style: Put
) -> None:
    put_style(own, "ann", "My Aunt")
    library = Library(own, shipped)
    assert library.names == []
    (note,) = library.notes
    assert note.startswith(
        f"{own / 'My Aunt.style'} is not used: “My Aunt” cannot be a style's name."
    )


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../../x",
        "..",
        "/etc/passwd",
        "Miller",
        "a b",
        "a.style",
        "-a",
        "x" * 41,
        "é",
        "a\n",
        "a\0",
    ],
)
def test_a_name_that_is_no_plain_word_is_refused(own: Path, shipped: Path, name: str) -> None:
    with pytest.raises(BadName, match="cannot be a style's name") as caught:
        Library(own, shipped).get(name)
    assert f"“{name}”" in caught.value.what
    assert caught.value.todo.startswith("Use up to 40 lower-case letters, digits, - and _")


def test_an_unknown_name_is_told_the_nearest(own: Path, shipped: Path, put_style: Put) -> None:
    put_style(shipped, "ann", "miller")
    put_style(shipped, "bob", "sailor")
    with pytest.raises(UnknownStyle) as caught:
        Library(own, shipped).get("miler")
    assert explain(caught.value) == "There is no author called miler. Did you mean miller?"


def test_a_name_like_no_other_is_told_all(own: Path, shipped: Path, put_style: Put) -> None:
    put_style(shipped, "bob", "sailor")
    put_style(shipped, "ann", "miller")
    with pytest.raises(UnknownStyle) as caught:
        Library(own, shipped).get("xyz")
    assert caught.value.todo == "There are: miller, sailor."


def test_without_any_author_it_says_how_to_train_one(own: Path, shipped: Path) -> None:
    library = Library(own, shipped)
    with pytest.raises(UnknownStyle) as caught:
        library.get("miller")
    assert caught.value.todo == (
        f"There are none yet: train one with `{program_name()} train URL --name NAME`."
    )
    assert not own.exists()  # looking makes no folder


def test_reloading_takes_the_new_file_and_leaves_earlier_voices_alone(
    own: Path, shipped: Path, put_style: Put
) -> None:
    old = put_style(own, "ann", "miller")
    library = Library(own, shipped)
    before = library.get("miller")
    new = put_style(own, "bob", "miller")
    assert library.get("miller") is before
    assert library.reload("miller").checksum == new.checksum
    assert library.get("miller").checksum == new.checksum
    assert before.checksum == old.checksum != new.checksum


def test_reloading_finds_a_new_author_and_one_that_was_mended(
    own: Path, shipped: Path, put_style: Put
) -> None:
    cut_in_half(put_style(own, "ann", "miller"))
    library = Library(own, shipped)
    put_style(own, "ann", "miller")
    put_style(own, "bob", "aunt")
    library.reload("miller")
    library.reload("aunt")
    assert library.names == ["aunt", "miller"]
    assert library.broken == {}


def test_reloading_a_broken_file_keeps_the_author_in_use(
    own: Path, shipped: Path, put_style: Put
) -> None:
    style = put_style(own, "ann", "miller")
    library = Library(own, shipped)
    library.get("miller")
    cut_in_half(style)
    with pytest.raises(StyleError, match="damaged"):
        library.reload("miller")
    assert library.get("miller").checksum == style.checksum


def test_looking_again_sees_what_came_and_what_went(
    own: Path, shipped: Path, put_style: Put
) -> None:
    gone = put_style(own, "ann", "miller")
    library = Library(own, shipped)
    gone.path.unlink()
    put_style(own, "bob", "aunt")
    assert library.names == ["miller"]
    library.refresh()
    assert library.names == ["aunt"]


def test_a_file_that_was_altered_is_noticed_when_it_is_read(
    own: Path, shipped: Path, put_style: Put
) -> None:
    put_style(shipped, "ann", "miller")
    for name in ("aunt", "miller"):
        alter(put_style(own, "bob", name))
    library = Library(own, shipped)
    assert library.names == ["aunt", "miller"]
    assert library.get("miller").path == shipped / "miller.style"
    with pytest.raises(StyleError, match=r"aunt\.style is damaged"):
        library.get("aunt")
    assert library.names == ["miller"]
    assert library.broken.keys() == {"aunt", "miller"}
    assert sum("is damaged" in note for note in library.notes) == 2


def test_reading_all_leaves_out_what_is_broken(own: Path, shipped: Path, put_style: Put) -> None:
    put_style(own, "ann", "miller")
    alter(put_style(own, "bob", "aunt"))
    library = Library(own, shipped)
    assert [style.name for style in library.read_all()] == ["miller"]
    assert library.names == ["miller"]
    assert list(library.broken) == ["aunt"]


def test_a_style_is_found_by_its_checksum_whatever_it_is_called(
    own: Path, shipped: Path, put_style: Put
) -> None:
    hidden = put_style(shipped, "ann", "miller")
    mine = put_style(own, "bob", "miller")
    library = Library(own, shipped)
    found = [library.find(each.checksum) for each in (hidden, mine)]
    assert [style and style.path for style in found] == [hidden.path, mine.path]
    assert library.find("0" * 64) is None


def test_the_latest_version_of_an_author_is_the_one_now_in_its_file(
    own: Path, shipped: Path, put_style: Put
) -> None:
    old = put_style(own, "ann", "miller")
    library = Library(own, shipped)
    new = put_style(own, "bob", "miller")
    library.refresh()
    assert library.latest(old).checksum == new.checksum
    new.path.unlink()
    library.refresh()
    assert library.latest(new) is new
