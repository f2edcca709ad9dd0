"""texts/formats/archive.py through `decode`: .gz and .zip files, harmless and hostile."""

import gzip
import io
import zipfile

import pytest

from common.errors import SourceError, explain
from tests.support.samples import invented
from texts.cleaning.decoding import decode

TEXT = invented(2_000)
OTHER = invented(2_000, seed=1)


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def refused(raw: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        decode(raw)
    assert caught.value.todo
    return explain(caught.value)


def test_a_gzip_file_is_unpacked_also_of_several_members() -> None:
    raw = TEXT.encode()
    for packed in (gzip.compress(raw), gzip.compress(raw[:99]) + gzip.compress(raw[99:]) + b"\0\0"):
        plain = decode(packed, name="book.txt.gz")
        assert (plain.text, plain.note) == (TEXT, None)
    assert decode(gzip.compress(b"# Title\n\nWords.\n"), name="a.md.gz").text.startswith("Title")
    followed = decode(gzip.compress(raw) + b"junk")
    assert followed.text == TEXT
    assert followed.note == "4 bytes after the end of the gzip file were left out."


def test_the_texts_of_a_zip_archive_are_read_in_their_natural_order() -> None:
    raw = archive(
        {
            "book/chapter 10.txt": OTHER.encode(),
            "book/chapter 2.txt": TEXT.encode(),
            "book/picture.jpg": b"\xff\xd8\xff",
            "__MACOSX/._chapter 2.txt": b"\0\5",
            "book/broken.txt": b"a\0b",
        }
    )
    plain = decode(raw)
    assert plain.text == TEXT.rstrip("\n") + "\n\n" + OTHER.rstrip("\n") + "\n"
    assert plain.note is not None
    assert "holds 2 texts" in plain.note
    assert "book/picture.jpg" in plain.note
    assert "book/broken.txt (the file is binary, not a plain text)" in plain.note


def test_archives_within_archives_and_names_that_lead_out() -> None:
    inner = archive({"../../etc/a.txt": TEXT.encode()})
    assert decode(gzip.compress(archive({"inner.zip": inner}))).text == TEXT
    for _ in range(4):
        inner = gzip.compress(inner)
    assert "archives within archives" in refused(inner)


@pytest.mark.slow
@pytest.mark.parametrize("half", [False, True])
def test_bombs_stop_at_the_limit(half: bool) -> None:
    zeros = b" " * 2**20
    file = io.BytesIO()
    with gzip.open(file, "wb", compresslevel=1) as packed:
        for _ in range(65):
            packed.write(zeros)
    bomb = file.getvalue()
    assert "larger than the limit" in refused(archive({"a.gz": bomb}) if half else bomb)
    assert "larger than the limit" in refused(archive({f"{i}.txt": zeros for i in range(65)}))


def test_a_zip_archive_that_lies_about_its_size() -> None:
    raw = archive({"a.txt": b"x" * 100_000})
    lying = raw.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != raw
    assert "damaged" in refused(lying)


def test_what_cannot_be_unpacked_is_refused_in_a_sentence() -> None:
    packed = gzip.compress(TEXT.encode())
    assert "damaged or cut off" in refused(packed[:-20])
    assert "damaged or cut off" in refused(packed[:100])
    assert "damaged or cut off" in refused(b"\x1f\x8brest")
    raw = archive({"a.txt": TEXT.encode()})
    assert "damaged" in refused(raw[:-30])
    assert "damaged" in refused(b"PK\x03\x04rest")
    assert "no text in the archive" in refused(archive({}))
    assert "no text in the archive" in refused(archive({"a.jpg": b"\xff\xd8\xff"}))
    assert "tar archive" in refused(gzip.compress(bytes(257) + b"ustar" + bytes(300)))
    assert "binary" in refused(archive({"a.txt": b"a\0b"}))
    both = refused(archive({"a.txt": b"a\0b", "b.txt": b"a\0b"}))
    assert "othing in the archive can be read: a.txt" in both
    locked = bytearray(archive({"a.txt": TEXT.encode()}, zipfile.ZIP_STORED))
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        place = locked.index(sign) + (6 if sign.endswith(b"\x04") else 8)
        locked[place] |= 1
    assert "locked with a password" in refused(bytes(locked))
    many = archive({f"{i}.txt": b"" for i in range(10_001)}, zipfile.ZIP_STORED)
    assert "more than 10,000 files" in refused(many)
