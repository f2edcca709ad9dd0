"""The style file: one trained author in one file, specified in docs/style-format.md.

It is an uncompressed zip archive of card.json, step.tflite and, optionally, weights.safetensors.
The archive comment, the last 64 bytes, is the SHA-256 of all bytes before it, and is called the
style's checksum. So any change in the file is noticed before anything is parsed. The card also
contains the SHA-256 of each other member. A training run calls `write_style`; all other parts of
the program call `read_style`.

models/card.py defines what is on the card, and models/voice.py runs the network.
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
LONGEST_NAME = 40  # characters of a style's name
CARD, STEP, WEIGHTS = "card.json", "step.tflite", "weights.safetensors"

_MAGIC = b"PK\x03\x04"  # how a zip archive begins
_NO_BEGINNING = "it does not begin like one"
_DIGEST = 64  # hexadecimal SHA-256, in bytes
_LARGEST = 256 * 2**20  # bytes; twenty times any style so far, and still no threat to memory
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the date of each member, so that equal content gives equal files
# What zipfile may raise, besides ValueError, on a file with a valid checksum made elsewhere.
_ZIP_ERRORS = (
    zipfile.BadZipFile, LookupError, RuntimeError, ArithmeticError, EOFError, struct.error
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_CHECKSUM = re.compile(rb"[0-9a-f]{64}")


@dataclass(frozen=True)
class _Header:
    """The keys of card.json that identify the format of the file."""

    format: str
    version: int


@dataclass(frozen=True)
class Style:
    """A style (a trained language model), read from its file and checked.

    Attributes:
        name: the name of the style, which is the name of its file without `.style`.
        path: the path of the file.
        checksum: the SHA-256 of the file without its last 64 bytes, in hexadecimal.
        size: the size of the file in bytes.
        card: the style's metadata: the writer it imitates, the texts it was trained on, its
            alphabet, measurements and so on.
        step: the exported network, a LiteRT model.
        weights: the weights from which training can be continued, in the safetensors format; None
            if the file does not contain them.
    """

    name: str
    path: Path
    checksum: str
    size: int
    card: Card
    step: bytes = field(repr=False)
    weights: bytes | None = field(repr=False)

    def voice(self) -> Voice:
        """Return a new voice for this style (a trained language model).

        A voice is a running network, together with its state after the text that it has read. The
        new voice has not read anything yet.

        Raises:
            StyleError: when the network cannot be run, does not match the style's alphabet, or has
                outputs (logits) that are not finite.
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
    """Return a name unchanged if it is a valid name for a style (a language model).

    Raises:
        BadName: when the name does not consist of 1 to 40 lower-case letters, digits, hyphens and
            underscores, or does not begin with a letter or digit.
    """
    if not _NAME.fullmatch(name):
        raise BadName(
            f"“{name}” cannot be a style's name",
            "Use up to 40 lower-case letters, digits, - and _, as in great-expectations.",
        )
    return name


def make_name(text: str, longest: int = LONGEST_NAME) -> str:
    """Convert a text to a valid name for a style (a language model), and return the name.

    For example, “Lewis Carroll” becomes “lewis-carroll”. Accents and apostrophes are removed, and
    the words are joined by hyphens. Any other character that is not a letter or a digit separates
    words. If the name would be too long, words are removed from its end; a first word that is too
    long by itself is shortened.

    Args:
        text: a title, or a name as the user types it.
        longest: the maximum number of characters in the name.

    Returns:
        The name; "" if the text has no letters or digits.
    """
    from anyascii import anyascii  # only when a name has to be made

    words = re.findall(r"[a-z0-9]+", anyascii(text).lower().replace("'", ""))
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:longest]
        if len(longer) > longest:
            break
        name = longer
    return name


def read_style(path: Path) -> Style:
    """Read a style (a trained language model) from a `.style` file, check it, and return it.

    Raises:
        StyleError: when the file is missing, truncated, altered, in another version of the format,
            or not a style file at all; the message names the file.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _unsound(path, "it is far larger than a style can be")
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    body, comment = content[:-_DIGEST], content[-_DIGEST:]
    if not content.startswith(_MAGIC):
        raise _unsound(path, _NO_BEGINNING)
    checksum = hashlib.sha256(body).hexdigest()
    if checksum.encode() != comment:
        raise _damaged(path)
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


def read_checksum(path: Path) -> str:
    """Return the checksum that a `.style` file contains, without comparing it with the file.

    This is fast, because only the first and the last bytes are read. A file that was altered in
    between is not noticed; one that was cut short is.

    Returns:
        The checksum, SHA-256 in hexadecimal.

    Raises:
        StyleError: when the file is missing, was cut short, or is not a style file.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
            file.seek(max(0, file.seek(0, io.SEEK_END) - _DIGEST))
            comment = file.read()
    except OSError as error:
        raise _unreadable(path, error) from error
    if magic != _MAGIC:
        raise _unsound(path, _NO_BEGINNING)
    if not _CHECKSUM.fullmatch(comment):
        raise _damaged(path)
    return comment.decode()


def write_style(path: Path, card: Card, step: bytes, weights: bytes | None = None) -> None:
    """Write a style (a trained language model) to its file, atomically.

    Args:
        path: the path of the file, which ends in `.style`; its folder is created if necessary.
        card: the style's metadata: the writer it imitates, the texts it was trained on, its
            alphabet, measurements and so on.
        step: the exported network, a LiteRT model.
        weights: the weights from which training can be continued, in the safetensors format; None
            to leave them out.

    Raises:
        OSError: when the file cannot be written; an existing file is then unchanged.
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
    """Return the members of a zip archive by name; raise ValueError if it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(info.compress_type != zipfile.ZIP_STORED for info in archive.infolist()):
                raise ValueError("a member is deflated")
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except _ZIP_ERRORS as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _checked_card(path: Path, members: Mapping[str, bytes]) -> Mapping[str, Any]:
    """Return the plain values of card.json after checking its version and the members' digests."""
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


def _unreadable(path: Path, error: OSError) -> StyleError:
    return StyleError(
        f"the style file {path} cannot be read: {error.strerror}",
        "Check the file, or train the style again.",
    )


def _damaged(path: Path) -> StyleError:
    return StyleError(
        f"the style file {path} is damaged: it was cut short or altered",
        "Get it again from where it came from, or train the style again.",
    )


def _unsound(path: Path, why: str) -> StyleError:
    return StyleError(
        f"{path} is not a style file that this program can read ({why})",
        "Move it away, or train the style again.",
    )
