"""A real HTTP server on 127.0.0.1, for tests that would otherwise need the network.

    with serve({"/book.txt": Reply(b"It was the best of times")}) as server:
        server.url("/book.txt")   # http://127.0.0.1:PORT/book.txt
        server.requests           # what was asked, in order
        server.pages["/new.txt"] = Reply(...)   # pages may change while it runs

As a fixture, in the test file that wants one:

    @pytest.fixture
    def server():
        with serve() as server:
            yield server

A page is a Reply, or a function that is given the handler and writes what it likes. When the server
is closed, functions that wait should stop: they see `server.closing` set, or a broken pipe.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Reply:
    """A whole answer; `headers` are added to, or replace, those that are worked out.

    With an `etag` or a `last_modified`, a request that has it already is answered with 304.
    """

    body: bytes = b""
    status: int = 200
    kind: str | None = "text/plain; charset=utf-8"
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """What was asked; header names are in lower case."""

    path: str
    headers: Mapping[str, str]


Page = Reply | Callable[["Handler"], None]


class Loopback(ThreadingHTTPServer):
    """The server; made and closed by `serve`."""

    daemon_threads = False  # closing waits for every answer, so that no socket outlives a test

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self.closing = threading.Event()

    def url(self, path: str, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what many tests are about: nothing is printed."""


class Handler(BaseHTTPRequestHandler):
    """Answers one request and closes the connection, so that nothing has to be waited for."""

    protocol_version = "HTTP/1.1"
    timeout = 5
    server: Loopback

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append(Request(self.path, headers))
        page = self.server.pages.get(self.path, Reply(b"nothing here", status=404))
        self.close_connection = True
        if callable(page):
            page(self)
        else:
            self._send(page, headers)

    def _send(self, reply: Reply, asked: Mapping[str, str]) -> None:
        unchanged = (reply.etag and asked.get("if-none-match") == reply.etag) or (
            reply.last_modified and asked.get("if-modified-since") == reply.last_modified
        )
        body = b"" if unchanged else reply.body
        headers = {"Connection": "close"}
        if not unchanged:
            headers["Content-Length"] = str(len(body))
            if reply.kind is not None:
                headers["Content-Type"] = reply.kind
        if reply.etag:
            headers["ETag"] = reply.etag
        if reply.last_modified:
            headers["Last-Modified"] = reply.last_modified
        self.start(304 if unchanged else reply.status, {**headers, **reply.headers})
        self.wfile.write(body)

    def start(self, status: int, headers: Mapping[str, str]) -> None:
        """Send the status line and exactly these headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Tests read `requests` instead."""


@contextlib.contextmanager
def serve(pages: Mapping[str, Page] | None = None) -> Iterator[Loopback]:
    """A server that answers until the end of the block; closing it twice does no harm."""
    with Loopback() as server:
        server.pages.update(pages or {})
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """A port of 127.0.0.1 on which nobody listens."""
    with Loopback() as server:
        return server.server_port
