"""Fixtures of the measures' tests: authors whose cards tell of texts that are there."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from models.style import Style, read_style, write_style
from tests.support.samples import AuthorMaker
from texts.cleaning.cleaner import clean
from texts.source import Source


@pytest.fixture
def make_author(tmp_path: Path, put_style: Callable[[Path, str, str], Style]) -> AuthorMaker:
    """Makes ann or bob an author who learnt from a text, and puts the text into texts/.

    The styles lie in styles/; their networks know nothing of the text.
    """

    def make(which: str, text: str, origin: str, file: str, author: str = "Jane Inventor") -> Style:
        path = tmp_path / "texts" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        characters = len(clean(text).text)
        source = Source(
            origin, None, None, "not stated", digest, characters, round(characters * 0.1)
        )
        style = put_style(tmp_path / "styles", which, which)
        write_style(style.path, replace(style.card, author=author, sources=(source,)), style.step)
        return read_style(style.path)

    return make
