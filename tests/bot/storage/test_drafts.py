"""A draft of one's own: read as an author's texts are, or refused in a sentence."""

import gzip
import unicodedata
from pathlib import Path

import pytest

from bot.storage.drafts import read_draft
from common.errors import SourceError, explain
from tests.support.samples import invented


def test_wrapped_prose_becomes_paragraphs(tmp_path: Path) -> None:
    paragraphs = [line for line in invented(6_000).split("\n\n") if line]
    wrapped = "\r\n\r\n".join(_wrapped(paragraph) for paragraph in paragraphs)
    (tmp_path / "draft.txt").write_bytes(b"\xef\xbb\xbf" + wrapped.encode())
    draft = read_draft(tmp_path / "draft.txt")
    assert draft.text.split("\n\n") == paragraphs
    assert any("joined" in note for note in draft.notes)


def _wrapped(paragraph: str, width: int = 70) -> str:
    lines = [""]
    for word in paragraph.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\r\n".join(lines)


def test_verse_keeps_its_lines_and_letters_are_composed(tmp_path: Path) -> None:
    verse = "Die Nacht war kühl,\nder Tag zu lang,\nund niemand sang.\n"
    (tmp_path / "draft.txt").write_text(unicodedata.normalize("NFD", verse), "utf-8")
    draft = read_draft(tmp_path / "draft.txt")
    assert (draft.text, draft.notes) == (verse, ())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"a\0b", "binary"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"x" * (8 * 2**20 + 1), "too large"),
        (gzip.compress(b"x" * (8 * 2**20 + 1)), "too large"),
    ],
)
def test_what_is_no_draft_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "draft.txt"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=says) as caught:
        read_draft(path)
    assert str(path) in explain(caught.value)


def test_a_document_becomes_a_draft(tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text("# A title\n\nIt was *late*.\n", "utf-8")
    assert read_draft(tmp_path / "draft.md").text == "A title\n\nIt was late.\n"


@pytest.mark.parametrize("name", ["none.txt", "."])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match=r"cannot be read|is not a file"):
        read_draft(tmp_path / name)


def test_nothing_of_the_users_own_is_cut(tmp_path: Path) -> None:
    text = "[Illustration: A lamp]\n\nIt was late.[1] &quot;Ah.&quot;\n\n[Pg 7]\n\n[1] At nine.\n"
    (tmp_path / "draft.txt").write_text(text, "utf-8")
    draft = read_draft(tmp_path / "draft.txt")
    assert (draft.text, draft.notes) == (text, ())
