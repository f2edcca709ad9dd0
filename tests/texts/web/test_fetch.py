"""texts/web against a real server on loopback."""

import gzip
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.errors import SourceError, explain
from tests.support.loopback import Handler, Loopback, Page, Reply, closed_port, serve
from texts.web.cache import Cache
from texts.web.download import Limits
from texts.web.fetch import TextFile, fetch
from texts.web.gutenberg import resolve_gutenberg_url
from texts.web.robots import Rules, wait_for_turn

TEXT = "“Boots and lamps,” said the clerk — and wrote it down.\n".encode() * 40
SMALL = Limits(bytes=200_000, seconds=20, idle_seconds=10)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serve() as server:
        yield server


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def refused(source: str, cache: Path, limits: Limits = SMALL) -> str:
    """The sentence that the person sees; the cache must be left without temporary files."""
    with pytest.raises(SourceError) as caught:
        fetch(source, cache, limits)
    assert caught.value.todo
    assert leftovers(cache) == []
    return explain(caught.value)


def leftovers(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.glob("*.part"))


def bodies(cache: Path) -> list[Path]:
    return sorted(cache.glob("*.txt"))


# Getting a text ---------------------------------------------------------------------------------


def test_a_text_is_fetched(server: Loopback, cache: Path) -> None:
    server.pages["/a.txt"] = Reply(TEXT, kind="text/plain; charset=ISO-8859-1")
    steps: list[tuple[int, int | None]] = []
    got = fetch(
        server.url("/a.txt#chapter"), cache, SMALL, lambda done, all_: steps.append((done, all_))
    )
    assert got == TextFile(bodies(cache)[0], server.url("/a.txt"), "iso-8859-1", ())
    assert got.path.read_bytes() == TEXT
    assert steps[0] == (0, len(TEXT))
    assert steps[-1] == (len(TEXT), len(TEXT))
    headers = server.requests[0].headers
    assert headers["user-agent"].startswith("pastiche")
    assert headers["accept"].startswith("text/plain")
    assert leftovers(cache) == []


@pytest.mark.parametrize(
    "kind",
    [
        *(None, "application/octet-stream", "text/markdown", "TEXT/PLAIN", "text/html"),
        *("application/zip", "Application/EPUB+zip", "application/pdf", "application/gzip"),
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ],
)
def test_types_that_may_be_text(server: Loopback, cache: Path, kind: str | None) -> None:
    server.pages["/a"] = Reply(TEXT, kind=kind)
    got = fetch(server.url("/a"), cache, SMALL)
    assert got.charset is None
    assert got.path.read_bytes() == TEXT


@pytest.mark.parametrize(
    "body",
    [gzip.compress(TEXT), gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])],
    ids=["one member", "two members"],
)
def test_gzip_is_opened(server: Loopback, cache: Path, body: bytes) -> None:
    server.pages["/a.txt"] = Reply(body, headers={"Content-Encoding": "gzip"})
    assert fetch(server.url("/a.txt"), cache, SMALL).path.read_bytes() == TEXT


def test_a_body_in_chunks_or_without_a_length(server: Loopback, cache: Path) -> None:
    def chunked(handler: Handler) -> None:
        handler.start(200, {"Transfer-Encoding": "chunked", "Connection": "close"})
        handler.wfile.write(b"4\r\nIt w\r\n3\r\nas.\r\n0\r\n\r\n")

    def until_closed(handler: Handler) -> None:
        handler.start(200, {"Connection": "close"})
        handler.wfile.write(TEXT)

    server.pages.update({"/chunked": chunked, "/until-closed": until_closed})
    assert fetch(server.url("/chunked"), cache, SMALL).path.read_bytes() == b"It was."
    assert fetch(server.url("/until-closed"), cache, SMALL).path.read_bytes() == TEXT


def test_redirects_are_followed_also_relative_ones(server: Loopback, cache: Path) -> None:
    server.pages.update(
        {
            "/old/a": Reply(status=301, headers={"Location": "../new/b?x=1"}),
            "/new/b?x=1": Reply(status=307, headers={"Location": server.url("/c.txt")}),
            "/c.txt": Reply(TEXT),
        }
    )
    got = fetch(server.url("/old/a"), cache, SMALL)
    assert got.origin == server.url("/c.txt")
    assert got.path.read_bytes() == TEXT


def test_a_password_is_sent_but_never_kept(server: Loopback, cache: Path) -> None:
    server.pages["/a.txt"] = Reply(TEXT)
    url = server.url("/a.txt").replace("//", "//pip:secret@")
    got = fetch(url, cache, SMALL)
    assert server.requests[0].headers["authorization"].startswith("Basic ")
    assert "secret" not in got.origin
    assert not any(b"secret" in path.read_bytes() for path in cache.iterdir())
    server.pages.clear()
    assert "secret" not in refused(url, cache)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://pip:secret@example.org/a.txt",
        "https://pip:secret@example.org:port/a.txt",
        "https://pip:secret@",
    ],
)
def test_a_password_is_not_printed_back(address: str, cache: Path) -> None:
    assert "secret" not in refused(address, cache)


# The copy ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "header"),
    [
        (Reply(TEXT, etag='"v1"'), "if-none-match"),
        (Reply(TEXT, last_modified="Tue, 07 Feb 2012 00:00:00 GMT"), "if-modified-since"),
    ],
    ids=["etag", "date"],
)
def test_a_copy_is_checked_with_the_server(
    server: Loopback, cache: Path, reply: Reply, header: str
) -> None:
    server.pages["/a.txt"] = reply
    first = fetch(server.url("/a.txt"), cache, SMALL)
    number = first.path.stat().st_ino  # a new body would be another file
    second = fetch(server.url("/a.txt"), cache, SMALL)
    assert second.path.stat().st_ino == number
    assert (second.path, second.charset, second.notes) == (first.path, "utf-8", ())
    assert [header in request.headers for request in server.requests] == [False, True]


def test_a_changed_text_replaces_the_copy(server: Loopback, cache: Path) -> None:
    server.pages["/a.txt"] = Reply(TEXT, etag='"v1"')
    first = fetch(server.url("/a.txt"), cache, SMALL)
    server.pages["/a.txt"] = Reply(b"another", etag='"v2"')
    second = fetch(server.url("/a.txt"), cache, SMALL)
    assert second.path.read_bytes() == b"another"
    assert first.path.read_bytes() == TEXT, "a reader of the old body is not disturbed"
    assert fetch(server.url("/a.txt"), cache, SMALL).path == second.path


def test_what_a_url_left_behind_long_ago_is_removed(server: Loopback, cache: Path) -> None:
    server.pages["/a.txt"] = Reply(TEXT)
    first = fetch(server.url("/a.txt"), cache, SMALL)
    server.pages["/a.txt"] = Reply(b"another")
    second = fetch(server.url("/a.txt"), cache, SMALL)
    abandoned = first.path.with_name(f"{first.path.name.partition('.')[0]}.xyz.part")
    abandoned.write_bytes(b"half")
    for path in (first.path, abandoned):
        os.utime(path, (0, 0))
    server.pages["/a.txt"] = Reply(b"a third")
    third = fetch(server.url("/a.txt"), cache, SMALL)
    assert bodies(cache) == sorted([second.path, third.path])
    assert leftovers(cache) == []


def test_validators_are_not_sent_to_another_url(server: Loopback, cache: Path) -> None:
    server.pages["/a.txt"] = Reply(TEXT, etag='"1"')
    fetch(server.url("/a.txt"), cache, SMALL)
    server.pages["/a.txt"] = Reply(status=302, headers={"Location": "/b.txt"})
    server.pages["/b.txt"] = Reply(b"another", etag='"1"')
    assert fetch(server.url("/a.txt"), cache, SMALL).path.read_bytes() == b"another"


def test_without_a_copy_304_is_an_error(server: Loopback, cache: Path) -> None:
    server.pages["/a.txt"] = Reply(status=304)
    assert "304 Not Modified" in refused(server.url("/a.txt"), cache)


def test_a_validator_that_cannot_be_sent_back_is_dropped(server: Loopback, cache: Path) -> None:
    server.pages["/a.txt"] = Reply(TEXT, etag='"é"')
    fetch(server.url("/a.txt"), cache, SMALL)
    fetch(server.url("/a.txt"), cache, SMALL)
    assert "if-none-match" not in server.requests[-1].headers


@pytest.mark.parametrize("damage", [b"", TEXT.replace(b"clerk", b"clock")])
def test_a_damaged_copy_is_fetched_anew(server: Loopback, cache: Path, damage: bytes) -> None:
    server.pages["/a.txt"] = Reply(TEXT, etag='"v1"')
    first = fetch(server.url("/a.txt"), cache, SMALL)
    first.path.write_bytes(damage)
    second = fetch(server.url("/a.txt"), cache, SMALL)
    assert second.path.read_bytes() == TEXT
    assert "if-none-match" not in server.requests[-1].headers


@pytest.mark.parametrize(
    "record",
    [b"", b"[]", b"{", b'{"schema": 1}', b"\xff", b"null", "wrong type", "other schema", "no body"],
)
def test_a_damaged_record_is_no_copy(server: Loopback, cache: Path, record: bytes | str) -> None:
    server.pages["/a.txt"] = Reply(TEXT, etag='"v1"')
    first = fetch(server.url("/a.txt"), cache, SMALL)
    (path,) = cache.glob("*.json")
    found = json.loads(path.read_bytes())
    if record == "wrong type":
        path.write_text(json.dumps({**found, "etag": 3}))
    elif record == "other schema":
        path.write_text(json.dumps({**found, "schema": 99}))
    elif record == "no body":
        first.path.unlink()
    elif isinstance(record, bytes):
        path.write_bytes(record)
    second = fetch(server.url("/a.txt"), cache, SMALL)
    assert second.path.read_bytes() == TEXT
    assert "if-none-match" not in server.requests[-1].headers


def test_a_copy_stands_in_for_a_server_that_is_gone(cache: Path) -> None:
    with serve({"/a.txt": Reply(TEXT)}) as server:
        url = server.url("/a.txt")
        fetch(url, cache, SMALL)
    got = fetch(url, cache, SMALL)
    assert got.path.read_bytes() == TEXT
    assert "refused the connection" in got.notes[-1]


def hang_up_half_way(handler: Handler) -> None:
    handler.start(200, {"Content-Length": str(len(TEXT)), "Connection": "close"})
    handler.wfile.write(TEXT[:1000])


@pytest.mark.parametrize("page", [Reply(status=503), hang_up_half_way], ids=["503", "half"])
def test_a_copy_stands_in_for_a_server_that_fails(
    server: Loopback, cache: Path, page: Page
) -> None:
    server.pages["/a.txt"] = Reply(TEXT)
    first = fetch(server.url("/a.txt"), cache, SMALL)
    server.pages["/a.txt"] = page
    got = fetch(server.url("/a.txt"), cache, SMALL)
    assert got.path == first.path
    assert "downloaded earlier" in got.notes[-1]
    assert got.path.read_bytes() == TEXT
    assert leftovers(cache) == []
    first.path.write_bytes(b"damaged")
    refused(server.url("/a.txt"), cache)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_copy_does_not_hide_that_a_text_is_gone(
    server: Loopback, cache: Path, status: int
) -> None:
    server.pages["/a.txt"] = Reply(TEXT)
    fetch(server.url("/a.txt"), cache, SMALL)
    server.pages["/a.txt"] = Reply(status=status)
    assert str(status) in refused(server.url("/a.txt"), cache)


def test_a_copy_over_a_lowered_limit_is_not_used(server: Loopback, cache: Path) -> None:
    server.pages["/a.txt"] = Reply(TEXT, etag='"v1"')
    fetch(server.url("/a.txt"), cache, SMALL)
    assert "limit" in refused(server.url("/a.txt"), cache, Limits(bytes=100))


def test_many_fetch_one_url_at_once(server: Loopback, cache: Path) -> None:
    texts = [str(number).encode() * 50_000 for number in range(3)]
    count = iter(range(1000))

    def changing(handler: Handler) -> None:
        body = texts[next(count) % len(texts)]
        handler.start(200, {"Content-Length": str(len(body)), "Connection": "close"})
        handler.wfile.write(body)

    server.pages["/a.txt"] = changing
    got: list[bytes] = []

    def one() -> None:
        for _ in range(3):
            got.append(fetch(server.url("/a.txt"), cache, SMALL).path.read_bytes())

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 12
    assert set(got) <= set(texts)
    copy = Cache(cache).find(server.url("/a.txt"))
    assert copy is not None
    assert copy.path.read_bytes() in texts
    assert leftovers(cache) == []


# Interruptions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_download_leaves_nothing(
    server: Loopback, cache: Path, error: type[BaseException] | BaseException
) -> None:
    server.pages["/a.txt"] = Reply(TEXT)

    def stop(done: int, total: int | None) -> None:
        if done:
            raise error

    with pytest.raises((KeyboardInterrupt, OSError)):
        fetch(server.url("/a.txt"), cache, SMALL, stop)
    assert list(cache.iterdir()) == []


def test_an_interruption_keeps_the_old_copy(server: Loopback, cache: Path) -> None:
    server.pages["/a.txt"] = Reply(TEXT, etag='"v1"')
    first = fetch(server.url("/a.txt"), cache, SMALL)
    before = {path.name: path.read_bytes() for path in cache.iterdir()}
    server.pages["/a.txt"] = Reply(b"another", etag='"v2"')
    with pytest.raises(KeyboardInterrupt):
        fetch(server.url("/a.txt"), cache, SMALL, lambda done, total: interrupt())
    assert {path.name: path.read_bytes() for path in cache.iterdir()} == before
    assert first.path in bodies(cache)


def interrupt() -> None:
    raise KeyboardInterrupt


def test_a_cache_that_cannot_be_made_is_an_os_error(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        fetch(server.url("/a.txt"), tmp_path / "file" / "cache", SMALL)


# Refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("image/png", "image/png"),
        ("audio/mpeg", "audio/mpeg"),
        ("video/mp4", "video/mp4"),
        ("application/x-tar", "plain text"),
        ("Application/vnd.ms-Excel", "plain text"),
    ],
)
def test_types_that_are_no_text(server: Loopback, cache: Path, kind: str, expected: str) -> None:
    server.pages["/a"] = Reply(TEXT, kind=kind)
    assert expected in refused(server.url("/a"), cache)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (204, "204 No Content"),
        (401, "401 Unauthorized"),
        (404, "404 Not Found"),
        (410, "410 Gone"),
        (429, "429 Too Many Requests"),
        (500, "500 Internal Server Error"),
        (599, "599"),
    ],
)
def test_statuses(server: Loopback, cache: Path, status: int, expected: str) -> None:
    server.pages["/a"] = Reply(status=status)
    sentence = refused(server.url("/a"), cache)
    assert expected in sentence
    assert server.url("/a") in sentence


def test_an_empty_body(server: Loopback, cache: Path) -> None:
    server.pages["/a"] = Reply(b"")
    server.pages["/b"] = Reply(b"", headers={"Content-Encoding": "gzip"})
    assert "is empty" in refused(server.url("/a"), cache)
    assert "is empty" in refused(server.url("/b"), cache)


def test_redirects_without_end(server: Loopback, cache: Path) -> None:
    server.pages["/a"] = Reply(status=302, headers={"Location": "/a"})
    assert "redirects more than" in refused(server.url("/a"), cache)
    assert len(server.requests) == 11


@pytest.mark.parametrize(
    "target",
    ["file:///etc/hostname", "ftp://127.0.0.1/a", "data:text/plain,a", "http://a:b/"],
)
def test_redirects_that_are_not_followed(server: Loopback, cache: Path, target: str) -> None:
    server.pages["/a"] = Reply(status=302, headers={"Location": target})
    refused(server.url("/a"), cache)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/a", "http://localhost/a", "http://10.1.2.3/a", "http://[::1]/a"]
)
def test_a_site_cannot_lead_into_a_private_network(
    server: Loopback, cache: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url(""))  # which is asked for http://example.org/a
    server.pages["http://example.org/a"] = Reply(status=302, headers={"Location": target})
    sentence = refused("http://example.org/a", cache)
    assert f"redirects to {target}, which is in a private network" in sentence
    assert len(server.requests) == 1


def test_a_redirect_without_a_target(server: Loopback, cache: Path) -> None:
    server.pages["/a"] = Reply(status=302)
    assert "302 Found" in refused(server.url("/a"), cache)


def test_a_length_over_the_limit_is_refused_at_once(server: Loopback, cache: Path) -> None:
    server.pages["/a"] = Reply(TEXT, headers={"Content-Length": "999999999"})
    steps: list[int] = []
    with pytest.raises(SourceError, match="limit of 1 MiB"):
        fetch(server.url("/a"), cache, Limits(bytes=2**20), lambda done, total: steps.append(done))
    assert steps == []


def test_a_stream_without_end_stops_at_the_size_limit(server: Loopback, cache: Path) -> None:
    def endless(handler: Handler) -> None:
        handler.start(200, {"Connection": "close"})
        while not handler.server.closing.is_set():
            handler.wfile.write(TEXT)

    server.pages["/a"] = endless
    assert "larger than the limit" in refused(server.url("/a"), cache)


def test_a_compression_bomb_stops_at_the_size_limit(server: Loopback, cache: Path) -> None:
    bomb = gzip.compress(bytes(8 * 2**20))
    assert len(bomb) < SMALL.bytes
    server.pages["/a"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
    most = 0

    def watch(done: int, total: int | None) -> None:
        nonlocal most
        most = max(most, done)

    with pytest.raises(SourceError, match="larger than the limit"):
        fetch(server.url("/a"), cache, SMALL, watch)
    assert most <= SMALL.bytes
    assert leftovers(cache) == []


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(TEXT)[:-20], "gzip"),
        (b"plain after all", "gzip"),
        (TEXT, "br"),
        (TEXT, "gzip, gzip"),
    ],
    ids=["cut short", "not compressed", "unknown", "twice"],
)
def test_encodings_that_cannot_be_opened(
    server: Loopback, cache: Path, body: bytes, coding: str
) -> None:
    server.pages["/a"] = Reply(body, headers={"Content-Encoding": coding})
    refused(server.url("/a"), cache)


def trickle_body(handler: Handler) -> None:
    handler.start(200, {"Connection": "close"})
    while not handler.server.closing.wait(0.02):
        handler.wfile.write(b"a")


def trickle_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not handler.server.closing.wait(0.02):
        handler.wfile.write(b"a")


@pytest.mark.parametrize("page", [trickle_body, trickle_headers])
def test_a_trickle_stops_at_the_time_limit(server: Loopback, cache: Path, page: Page) -> None:
    server.pages["/a"] = page
    limits = Limits(seconds=0.3, idle_seconds=10)
    assert "after 0.3 seconds" in refused(server.url("/a"), cache, limits)


def test_a_silence_stops_at_the_idle_limit(server: Loopback, cache: Path) -> None:
    def silent(handler: Handler) -> None:
        handler.server.closing.wait(10)

    server.pages["/a"] = silent
    limits = Limits(seconds=20, idle_seconds=1)  # long enough to connect on a busy machine
    assert "for 1 seconds" in refused(server.url("/a"), cache, limits)


def test_a_server_that_hangs_up(server: Loopback, cache: Path) -> None:
    def nothing(handler: Handler) -> None:
        pass

    def noise(handler: Handler) -> None:
        handler.wfile.write(b"\x00\x01\x02\r\n\r\n")

    server.pages.update({"/nothing": nothing, "/half": hang_up_half_way, "/noise": noise})
    for path in server.pages:
        assert "broke off" in refused(server.url(path), cache)


def test_a_server_that_is_not_there(cache: Path) -> None:
    assert "refused the connection" in refused(f"http://127.0.0.1:{closed_port()}/a", cache)


@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", "x" * 64])
def test_a_host_that_is_not_there(cache: Path, host: str) -> None:
    # .invalid never resolves (RFC 6761), and the others are no names: no network is needed.
    assert host in refused(f"http://{host}/a.txt", cache)


def test_a_server_without_tls(server: Loopback, cache: Path) -> None:
    assert "o safe connection" in refused(server.url("/a", scheme="https"), cache)


def test_a_copy_does_not_hide_a_failure_of_tls(server: Loopback, cache: Path) -> None:
    url = server.url("/a", scheme="https")
    with Cache(cache).receive(url) as incoming:
        incoming.write(TEXT)
        incoming.keep(origin=url, charset=None, etag=None, last_modified=None)
    assert "o safe connection" in refused(url, cache)


# Files ------------------------------------------------------------------------------------------


def test_a_file_is_used_where_it_is(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    name = "Emma: a novel.txt"
    (tmp_path / name).write_bytes(TEXT)
    for source in (name, f"~/{name}", str(tmp_path / name), f" {name} "):
        got = fetch(source, cache, SMALL)
        assert got.path.read_bytes() == TEXT
        assert got.origin == str(tmp_path / name)
        assert (got.charset, got.notes) == (None, ())
    assert not cache.exists()


def test_files_that_are_not_used(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "long.txt").write_bytes(TEXT * 100)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    expected = {
        tmp_path / "missing.txt": "there is no file",
        tmp_path / "empty.txt" / "below": "there is no file",
        tmp_path / "dangling": "there is no file",
        tmp_path / "long.txt": "larger than the limit",
        tmp_path / "empty.txt": "is empty",
        tmp_path: "is a folder",
    }
    for path, what in expected.items():
        sentence = refused(str(path), cache)
        assert what in sentence.lower()
        assert str(path) in sentence
    assert "no text is named" in refused("  ", cache).lower()
    assert "not a path" in refused("a\0b", cache)
    assert "not a path" in refused("~no-such-user-here/a", cache)
    assert "cannot be read" in refused("a" * 5000, cache)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_fifo_is_not_waited_for(tmp_path: Path, cache: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not a regular file" in refused(str(tmp_path / "pipe"), cache)
    assert "not a regular file" in refused(os.devnull, cache)


@pytest.mark.parametrize(
    "source", ["file:///etc/hostname", "ftp://127.0.0.1/a", "mailto:pip@localhost", "gopher:a"]
)
def test_other_schemes(cache: Path, source: str) -> None:
    sentence = refused(source, cache)
    assert source in sentence
    assert "https://" in sentence
    assert "path" in sentence


@pytest.mark.parametrize("source", ["http:", "https://", "http:///a", "http://[::1", "http://a:b/"])
def test_broken_urls(cache: Path, source: str) -> None:
    assert source in refused(source, cache)


# Project Gutenberg ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gutenberg.org/ebooks/1400",
        "https://www.gutenberg.org/ebooks/1400/",
        "http://gutenberg.org/ebooks/1400",
        "HTTPS://WWW.Gutenberg.ORG/ebooks/1400?msg=welcome_stranger#top",
        "https://www.gutenberg.org/ebooks/1400.html.images",
        "https://www.gutenberg.org/ebooks/1400.epub3.images",
        "https://www.gutenberg.org/files/1400/1400-h/1400-h.htm",
        "https://www.gutenberg.org/files/1400/",
        "https://www.gutenberg.org/cache/epub/1400/pg1400-images.html",
        "http://www.gutenberg.org/etext/1400",
        "http://www.gutenberg.net/etext/1400",
        "http://www.gutenberg.org/browse/BIBREC/BR1400.HTM",
        "https://m.gutenberg.org/ebooks/1400.mobile",
        "http://www.gutenberg.org/1/4/0/1400/1400-h/1400-h.htm",
        "http://www.gutenberg.org/dirs/1/4/0/1400/",
    ],
)
def test_a_page_about_a_book_leads_to_its_text(url: str) -> None:
    assert resolve_gutenberg_url(url) == "https://www.gutenberg.org/ebooks/1400.txt.utf-8"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gutenberg.org/ebooks/1400.txt.utf-8",
        "https://www.gutenberg.org/files/1400/1400-0.txt",
        "https://www.gutenberg.org/cache/epub/1400/pg1400.txt",
        "https://www.gutenberg.org/ebooks/author/37",
        "https://www.gutenberg.org/ebooks/search/?query=dickens",
        "https://www.gutenberg.org/",
        "https://example.org/ebooks/1400",
        "ftp://www.gutenberg.org/ebooks/1400",
        "http://[/ebooks/1400",
        "ebooks/1400",
    ],
)
def test_other_addresses_stay(url: str) -> None:
    assert resolve_gutenberg_url(url) == url


def test_the_page_about_a_book_is_noted(cache: Path) -> None:
    """From a copy put there beforehand; the proxy at a closed port keeps the network out."""
    url = "https://www.gutenberg.org/ebooks/1400.txt.utf-8"
    with Cache(cache).receive(url) as incoming:
        incoming.write(TEXT)
        incoming.keep(origin=url, charset=None, etag=None, last_modified=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
        got = fetch("https://www.gutenberg.org/ebooks/1400", cache, SMALL)
    assert got.origin == url
    assert url in got.notes[0]
    assert len(got.notes) == 2


@pytest.mark.slow
def test_a_text_that_has_moved_is_followed(
    server: Loopback, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server stands in as a proxy for the site, which is asked in the clear."""
    monkeypatch.setenv("HTTP_PROXY", server.url(""))
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    url = "https://www.gutenberg.org/ebooks/1400.txt.utf-8"
    with Cache(cache).receive(url) as incoming:
        incoming.write(TEXT)
        incoming.keep(origin=url, charset=None, etag=None, last_modified=None)
    got = fetch("http://www.gutenberg.org/files/1400/1400.txt", cache, SMALL)
    assert got.path.read_bytes() == TEXT
    assert f"it has moved to {url}" in got.notes[0]
    assert "404" in refused("http://www.gutenberg.org/ebooks/author/37", cache)


def test_a_book_is_fetched_by_its_number_from_the_first_mirror_that_has_it(
    server: Loopback, cache: Path
) -> None:
    mirrors = [
        server.url("/none/{number}.txt"),
        server.url("/page/{number}.txt"),
        server.url("/{folders}/{number}-0.txt"),
    ]
    page = b"<!DOCTYPE html><html><body>Sorry!</body></html>"
    server.pages["/page/1400.txt"] = Reply(page, kind="text/html")
    server.pages["/1/4/0/1400/1400-0.txt"] = Reply(TEXT)
    server.pages["/0/7/7-0.txt"] = Reply(TEXT)
    for source in ("gutenberg:1400", "Gutenberg: #1400", "gutenberg:ebook 01400"):
        got = fetch(source, cache, SMALL, mirrors=mirrors)
        assert got.path.read_bytes() == TEXT
        assert got.origin == "https://www.gutenberg.org/ebooks/1400"
        assert mirrors[2].format(folders="1/4/0/1400", number=1400) in got.notes[0]
    assert fetch("gutenberg:7", cache, SMALL, mirrors=mirrors).path.read_bytes() == TEXT


def test_a_book_that_is_nowhere(
    server: Loopback, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(SourceError) as caught:
        fetch("gutenberg:1400", cache, SMALL, mirrors=[server.url("/{number}")])
    assert "book 1400 of Project Gutenberg could not be fetched" in caught.value.what
    assert "404" in caught.value.what
    for source in ("gutenberg:", "gutenberg:austen", "gutenberg:0"):
        assert "as in gutenberg:1342" in refused(source, cache)


@pytest.mark.slow
def test_the_rules_of_a_mirror_are_kept(
    server: Loopback, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    server.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /closed/\n")
    server.pages["/closed/1400"] = server.pages["/open/1400"] = Reply(TEXT)
    mirrors = [server.url("/closed/{number}"), server.url("/open/{number}")]
    assert fetch("gutenberg:1400", cache, SMALL, mirrors=mirrors).path.read_bytes() == TEXT
    assert "/closed/1400" not in [request.path for request in server.requests]
    server.pages["/robots.txt"] = Reply(status=500)
    with pytest.raises(SourceError, match="500"):
        fetch("gutenberg:1401", cache / "new", SMALL, mirrors=mirrors[1:])


def test_a_pause_is_left_between_two_requests_to_one_host() -> None:
    slept: list[float] = []
    for host, now in (("a.invalid", 100.0), ("b.invalid", 100.5), ("a.invalid", 100.5)):
        wait_for_turn(host, 2.0, iter([now] * 3).__next__, slept.append)
    assert slept == [1.5]
    # the turn may come while the clock is being read
    wait_for_turn("a.invalid", 2.0, iter([102.25, 102.75, 102.75]).__next__, slept.append)
    assert slept == [1.5, 0.25]
    assert Rules("User-agent: *\nCrawl-delay: 7").pause == 7
    assert (Rules("").pause, Rules("User-agent: *\nCrawl-delay: 9999").pause) == (0, 30)


# Addresses without https:// ---------------------------------------------------------------------


def test_an_address_without_its_scheme_is_tried_with_https(
    server: Loopback, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bare = server.url("/a.txt").removeprefix("http://")
    sentence = refused(bare, cache)
    assert f"here is no file {bare}, and no safe connection to 127.0.0.1" in sentence
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    for address in ("nowhere.invalid/a.txt", "www.nowhere.invalid", "nowhere.invalid:8000/"):
        assert "refused the connection" in refused(address, cache)
    path = tmp_path / "letters.d" / "a.txt"
    path.parent.mkdir()
    path.write_bytes(TEXT)
    assert fetch("letters.d/a.txt", cache, SMALL).path.read_bytes() == TEXT
    assert "here is no file book.txt." in refused("book.txt", cache)


def test_a_proxy_that_cannot_be_used(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "nonsense://127.0.0.1")
    assert "proxy" in refused("http://127.0.0.1/a", cache)
