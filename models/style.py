"""The style file: one trained author in one file, specified in docs/style-format.md.

A stored (not deflated) zip of card.json, step.tflite and perhaps weights.safetensors. Its archive
comment, the last 64 bytes, is the SHA-256 of all bytes before it. So any change anywhere in the
file is noticed before anything is parsed; that digest is the style's checksum. The card holds the
SHA-256 of each other member besides. Training writes style files and models reads them; neither
needs the other's code.

What the card says is models/card.py's matter, and running the network models/voice.py's.
"""

import hashlib
import io
import json
import re
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from common.errors import BadName, StyleError
from common.files import write_whole
from common.schema import convert_json, parse_json
from models.card import Card, card_from_json, card_to_json
from models.network import Network
from models.voice import Voice

FORMAT = "pastiche-style"
VERSION = 1
SUFFIX = ".style"
CARD, STEP, WEIGHTS = "card.json", "step.tflite", "weights.safetensors"

_DIGEST = 64  # hexadecimal SHA-256, in bytes
_LARGEST = 256 * 2**20  # bytes; twenty times any style so far, and still no threat to memory
_EPOCH = (1980, 1, 1, 0, 0, 0)  # equal content gives equal files
# What zipfile may raise over a file that is sound but of foreign make, besides ValueError.
_ZIP_ERRORS = (
    zipfile.BadZipFile, LookupError, RuntimeError, ArithmeticError, EOFError, struct.error
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True)
class _Header:
    """The keys of card.json by which a reader knows the file."""

    format: str
    version: int


@dataclass(frozen=True)
class Style:
    """A style file that was read whole and found sound.

    Attributes:
        name: the file's, without `.style`.
        path: where it was read.
        checksum: SHA-256 of the file but for its last 64 bytes, in hexadecimal.
        size: of the file, in bytes.
        card: what is known about it.
        step: the exported network, a LiteRT model.
        weights: the content of a safetensors file to train further from, or None.
    """

    name: str
    path: Path
    checksum: str
    size: int
    card: Card
    step: bytes = field(repr=False)
    weights: bytes | None = field(repr=False)

    def voice(self) -> Voice:
        """Return a voice of this style at the head of an empty page.

        Raises:
            StyleError: when the network is not one that this version can run.
        """
        try:
            network = Network(self.step)
            alphabet = self.card.make_alphabet()
        except (ValueError, TypeError) as error:
            raise _unsound(self.path, str(error)) from error
        if network.symbols != len(alphabet):
            raise _unsound(
                self.path, f"{network.symbols} logits for an alphabet of {len(alphabet)}"
            )
        try:
            recall_only = network.recall_only if self.card.network.get("memory") else None
            voice = Voice(alphabet, network, recall_only)
            if recall_only is not None:  # a step without a memory has no such symbols
                recall_only.step(np.zeros(1, np.int32), voice.state.tensor)
        except (ValueError, RuntimeError) as error:
            raise _unsound(self.path, str(error)) from error
        if not np.isfinite(voice.state.logits).all():
            raise _unsound(self.path, "its logits are not finite numbers")
        return voice


def check_name(name: str) -> str:
    """Return the name of a style as it is, if it is one.

    Raises:
        BadName: when it is not up to 40 lower-case letters, digits, - and _.
    """
    if not _NAME.fullmatch(name):
        raise BadName(
            f"“{name}” cannot be a style's name",
            "Use up to 40 lower-case letters, digits, - and _, as in great-expectations.",
        )
    return name


def read_style(path: Path) -> Style:
    """Read and check a style file.

    Raises:
        StyleError: naming the file, when it is missing, truncated, altered, of another version, or
            not a style file at all.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _unsound(path, "it is far larger than a style can be")
        content = path.read_bytes()
    except OSError as error:
        raise StyleError(
            f"the style file {path} cannot be read: {error.strerror}",
            "Check the file, or train the style again.",
        ) from error
    body, comment = content[:-_DIGEST], content[-_DIGEST:]
    if not content.startswith(b"PK\x03\x04"):
        raise _unsound(path, "it does not begin like one")
    checksum = hashlib.sha256(body).hexdigest()
    if checksum.encode() != comment:
        raise StyleError(
            f"the style file {path} is damaged: it was cut short or altered",
            "Get it again from where it came from, or train the style again.",
        )
    try:
        members = _read_members(content)
        card = card_from_json(_checked_card(path, members))
    except ValueError as error:
        raise _unsound(path, str(error)) from error
    return Style(
        path.name.removesuffix(SUFFIX),
        path,
        checksum,
        len(content),
        card,
        members[STEP],
        members.get(WEIGHTS),
    )


def write_style(path: Path, card: Card, step: bytes, weights: bytes | None = None) -> None:
    """Write a style file whole, or leave the old one as it was.

    Args:
        path: of the file; its folder is made if it is missing.
        card: what is known about the style.
        step: the exported network, a LiteRT model.
        weights: the content of a safetensors file to train further from, if any.

    Raises:
        OSError: when it cannot be written.
    """
    members = {STEP: step} | ({WEIGHTS: weights} if weights is not None else {})
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    raw = {"format": FORMAT, "version": VERSION, **card_to_json(card), "members": digests}
    text = json.dumps(raw, ensure_ascii=False, indent=1).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {CARD: text, **members}.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
        archive.comment = b"0" * _DIGEST  # its length is part of what is hashed
    body = buffer.getvalue()[:-_DIGEST]
    write_whole(path, body + hashlib.sha256(body).hexdigest().encode())


def _read_members(content: bytes) -> dict[str, bytes]:
    """Return the members of an archive by name; a ValueError says what is wrong with it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(info.compress_type != zipfile.ZIP_STORED for info in archive.infolist()):
                raise ValueError("a member is deflated")
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except _ZIP_ERRORS as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _checked_card(path: Path, members: Mapping[str, bytes]) -> Mapping[str, Any]:
    """Return what card.json says, once its version and the members' digests are checked."""
    if CARD not in members:
        raise ValueError(f"it has no {CARD}")
    raw = parse_json(members[CARD])
    header = convert_json(raw, _Header, CARD, open_ended=True)
    if header.format != FORMAT:
        raise ValueError("its card is of another format")
    if header.version != VERSION:
        raise StyleError(
            f"the style file {path} is of version {header.version}; this program reads version"
            f" {VERSION}",
            "Update Pastiche, or train the style again.",
        )
    digests = convert_json(raw.get("members"), dict[str, str], "members")
    unlisted = members.keys() - {CARD, *digests}
    if unlisted:
        raise ValueError(f"its card does not list {min(unlisted)}")
    for name in {STEP, *digests}:
        if name not in members:
            raise ValueError(f"it has no {name}")
    for name, digest in digests.items():
        if hashlib.sha256(members[name]).hexdigest() != digest:
            raise ValueError(f"{name} is not what its card says")
    checked: Mapping[str, Any] = raw
    return checked


def _unsound(path: Path, why: str) -> StyleError:
    return StyleError(
        f"{path} is not a style file that this program can read ({why})",
        "Move it away, or train the style again.",
    )
