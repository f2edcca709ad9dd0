"""Style files as tests make and read them: refused ones, and ones with a sound digest."""

import hashlib
from pathlib import Path

import pytest

from common.errors import StyleError, explain
from models.style import read_style


def refused(path: Path) -> str:
    """What the user is told of a style file that cannot be read."""
    with pytest.raises(StyleError) as caught:
        read_style(path)
    sentence = explain(caught.value)
    assert str(path) in sentence
    assert caught.value.todo
    return sentence


def sealed(body: bytes) -> bytes:
    """Bytes with the digest that makes them sound, as only a program could have made them."""
    return body + hashlib.sha256(body).hexdigest().encode()
