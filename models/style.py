"""The style file: one trained author in one file, specified in docs/style-format.md.

A stored (not deflated) zip of card.json, step.tflite and perhaps weights.safetensors, whose archive
comment, its last 64 bytes, is the SHA-256 of every byte before it. So any change anywhere in the
file is seen before anything is parsed, and that digest is the style's checksum. The card holds the
SHA-256 of each other member besides. Training writes style files, models reads them, and neither
needs the other's code.

This module knows the file; what the card tells is card's. It does not run the network (voice) nor
look for files (library).
"""

import hashlib
import io
import json
import re
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from common.errors import BadName, StyleError
from common.files import write_whole
from models.card import Card, dump_card, parse_card
from models.network import Network
from models.voice import Voice

FORMAT = "pastiche-style"
VERSION = 1
SUFFIX = ".style"
CARD, STEP, WEIGHTS = "card.json", "step.tflite", "weights.safetensors"

_DIGEST = 64  # hexadecimal SHA-256, in bytes
_LARGEST = 256 * 2**20  # bytes; twenty times any style so far, and still no threat to memory
_EPOCH = (1980, 1, 1, 0, 0, 0)  # equal content gives equal files
# What zipfile, json and a card may raise over a file that is sound but of foreign make.
_NOT_OURS = (
    ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RuntimeError, EOFError,
    struct.error, zipfile.BadZipFile,
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Style:
    """A style file that was read whole and found sound.

    Attributes:
        name: the file's, without `.style`.
        path: where it was read.
        checksum: SHA-256 of the file but for its last 64 bytes, in hexadecimal.
        size: of the file, in bytes.
        card: what is known about it.
        step: the exported network.
        weights: safetensors to train further from, or nothing.
    """

    name: str
    path: Path
    checksum: str
    size: int
    card: Card
    step: bytes = field(repr=False)
    weights: bytes | None = field(repr=False)

    def voice(self) -> Voice:
        """A voice of this style at the head of an empty page.

        Raises:
            StyleError: when the network is not one that this version can run.
        """
        try:
            network = Network(self.step)
            alphabet = self.card.symbols()
        except (ValueError, TypeError) as error:
            raise _unsound(self.path, str(error)) from error
        if network.symbols != len(alphabet):
            raise _unsound(
                self.path, f"{network.symbols} logits for an alphabet of {len(alphabet)}"
            )
        try:
            quiet = network.quiet if self.card.network.get("memory") else None
            voice = Voice(alphabet, network, quiet)
            if quiet is not None:  # of a step without a memory such symbols are out of range
                quiet.step(np.zeros(1, np.int32), voice.state.tensor)
        except (ValueError, RuntimeError) as error:
            raise _unsound(self.path, str(error)) from error
        if not np.isfinite(voice.state.logits).all():
            raise _unsound(self.path, "its logits are no numbers")
        return voice


def check_name(name: str) -> str:
    """The name itself.

    Raises:
        BadName: when it is not lower-case letters, digits, - and _, at most 40 of them.
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
            no style file at all.
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
        raise _unsound(path, "it does not begin as one")
    checksum = hashlib.sha256(body).hexdigest()
    if checksum.encode() != comment:
        raise StyleError(
            f"the style file {path} is damaged: it was cut short or altered",
            "Get it again from where it came, or train the style again.",
        )
    try:
        members = _members(content)
        raw = json.loads(members[CARD])
        if raw.get("format") != FORMAT:
            raise _unsound(path, "its card is of another format")
        if raw.get("version") != VERSION:
            raise StyleError(
                f"the style file {path} is of version {raw.get('version')}, this program reads"
                f" version {VERSION}",
                "Update Pastiche, or train the style again.",
            )
        unlisted = members.keys() - {CARD, *raw["members"]}
        if unlisted:
            raise _unsound(path, f"its card does not list {min(unlisted)}")
        for name, digest in raw["members"].items():
            if hashlib.sha256(members[name]).hexdigest() != digest:
                raise _unsound(path, f"{name} is not what its card says")
        card = parse_card(raw)
        step = members[STEP]
    except _NOT_OURS as error:
        raise _unsound(path, f"{type(error).__name__}: {error}") from error
    return Style(
        path.name.removesuffix(SUFFIX),
        path,
        checksum,
        len(content),
        card,
        step,
        members.get(WEIGHTS),
    )


def write_style(path: Path, card: Card, step: bytes, weights: bytes | None = None) -> None:
    """Write a style file whole, or leave what was there.

    Raises:
        OSError: when it cannot be written.
    """
    members = {STEP: step} | ({WEIGHTS: weights} if weights is not None else {})
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    raw = {"format": FORMAT, "version": VERSION, **dump_card(card), "members": digests}
    text = json.dumps(raw, ensure_ascii=False, indent=1).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {CARD: text, **members}.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
        archive.comment = b"0" * _DIGEST  # its length is part of what is hashed
    body = buffer.getvalue()[:-_DIGEST]
    write_whole(path, body + hashlib.sha256(body).hexdigest().encode())


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any(info.compress_type != zipfile.ZIP_STORED for info in archive.infolist()):
            raise ValueError("a member is deflated")
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _unsound(path: Path, why: str) -> StyleError:
    return StyleError(
        f"{path} is not a style file that this program can read ({why})",
        "Move it away, or train the style again.",
    )
