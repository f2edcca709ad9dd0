"""Bad input: what a user sees when something is wrong, tried on the real program.

    .venv/bin/python benchmarks/bad_input.py [--smoke | CASE ...]

Servers are on loopback. The full disk is a tmpfs with room for the old style and little more,
which needs Linux and root. The chat runs in a pseudo-terminal, since over a pipe nobody can answer
whether the new author may take the old one's place. Every case prints the command's exit code, what
it said on stderr (of the chat: on the terminal), and whether the style that was there before is
still the same. A traceback, a command that does not end, or a style that was replaced by one that
failed, makes this script fail, and so does a training that ends by something else than the Ctrl-C
that was tried; one that comes once the new style is being put in place comes too late.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pexpect

from common.errors import STOPPED
from models.library import SHIPPED

_TEXT = "".join(f"The {i}th sentence says that {i * 7 % 31} lamps were lit. " for i in range(900))
_STAGES = ("load", "fetch", "fit", "export", "check", "measure", "install")
_RECIPE = "units: [16]\nembedding: 8\nbatch: 8\nwindow: 32\n"
_PATIENCE = 300.0  # seconds, after which a command is killed: it would never have ended
_KILLED = -signal.SIGKILL
SMOKE = ("nobody listens", "web page", "unknown style", "half a style file", "404 in the chat")


class _Pages(BaseHTTPRequestHandler):
    """One page for each thing that can go wrong."""

    def do_GET(self) -> None:
        bodies = {
            "/good.txt": _TEXT.encode(),
            "/page.html": b"<!DOCTYPE html><html><body>A shop for books.</body></html>",
            "/empty.txt": b"",
            "/short.txt": _TEXT[:200].encode(),
            "/binary.txt": bytes(range(256)) * 400,
        }
        if self.path == "/slow.txt":
            time.sleep(60)
        elif self.path == "/endless.txt":
            self._send(200, 300 * 2**20)
            with contextlib.suppress(OSError):
                for _ in range(300 * 16):
                    self.wfile.write(b"lamp and oar. " * 4681)
        elif self.path in bodies:
            body = bodies[self.path]
            self._send(200, len(body), "text/html" if "html" in self.path else "text/plain")
            self.wfile.write(body)
        else:
            self._send(404, 0)

    def _send(self, status: int, length: int, kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if self.path != "/endless.txt":
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: the cases speak for themselves."""


@contextlib.contextmanager
def _serve_pages() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Bench:
    """A data folder with one style in it, and the program."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.style = folder / "styles" / "mine.style"
        self.style.parent.mkdir(parents=True)
        shutil.copy(SHIPPED / "dickens.style", self.style)
        self.before = self._digest()
        self.faults = 0
        self.recipe = folder / "recipe.yaml"
        self.recipe.write_text(_RECIPE)

    def _digest(self) -> str:
        return hashlib.sha256(self.style.read_bytes()).hexdigest()

    def run(self, *arguments: str, until: Callable[[str], bool] | None = None) -> tuple[int, str]:
        """Run the program; with `until`, interrupt it at the first line that fits."""
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "--data-dir", str(self.folder), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        guard = threading.Timer(_PATIENCE, os.killpg, (process.pid, signal.SIGKILL))
        guard.start()
        if until is not None and process.stdout is not None:
            for line in process.stdout:
                if until(line):
                    os.killpg(process.pid, signal.SIGINT)
                    break
        _, errors = process.communicate()
        guard.cancel()
        return process.returncode, errors.strip()

    def chat(self, line: str, until: str) -> tuple[int, str]:
        """Type a line into the chat, say yes, and leave once the chat has said something."""
        heard = io.StringIO()
        chat = pexpect.spawn(
            sys.executable,
            ["-m", "bot", "--data-dir", str(self.folder), "--plain"],
            encoding="utf-8",
            timeout=_PATIENCE,
        )
        chat.delaybeforesend = None
        chat.logfile_read = heard
        with contextlib.suppress(pexpect.TIMEOUT, pexpect.EOF):
            chat.expect("you: ")
            for typed, then in ((line, r"\[y/N\]"), ("y", until), ("/quit", pexpect.EOF)):
                chat.sendline(typed)
                chat.expect(then)
        chat.close(force=True)
        code = _KILLED if chat.exitstatus is None else chat.exitstatus
        return code, heard.getvalue().replace("\r", "").strip()

    def tell(
        self, case: str, result: tuple[int, str], expected: tuple[int, ...] | None = None
    ) -> None:
        """Print one case; another exit code than those expected, if any are, is a fault."""
        code, said = result
        kept = "kept" if self.style.exists() and self._digest() == self.before else "REPLACED"
        fault = "  A TRACEBACK" if "Traceback" in said else ""
        fault += "  IT DID NOT END" if code == _KILLED else ""
        fault += "  NOT WHAT WAS TRIED" if expected and code not in expected else ""
        self.faults += bool(fault) or (kept != "kept" and code != 0)
        print(f"{case}\n    exit {code}, old style {kept}{fault}")
        for line in said.splitlines():
            print(f"    {line}")


def _stage(name: str) -> Callable[[str], bool]:
    def is_it(line: str) -> bool:
        with contextlib.suppress(ValueError):
            return bool(json.loads(line).get("stage") == name)
        return False

    return is_it


def _closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def main() -> None:
    """Try every case, or those that the command line names."""
    wanted = list(SMOKE) if sys.argv[1:] == ["--smoke"] else sys.argv[1:]
    with _serve_pages() as server, tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder) / "data")
        how = ("--recipe", str(bench.recipe), "--updates", "500", "--name", "mine")
        damaged = bench.folder / "styles" / "half.style"
        content = bench.style.read_bytes()
        damaged.write_bytes(content[: len(content) // 2])
        cases: dict[str, tuple[str, ...]] = {
            "no such host": ("train", "http://no-such-host.invalid/a.txt", *how),
            "nobody listens": ("train", f"http://127.0.0.1:{_closed_port()}/a.txt", *how),
            "404": ("train", f"{server}/none.txt", *how),
            "timeout": ("train", f"{server}/slow.txt", *how),
            "web page": ("train", f"{server}/page.html", *how),
            "empty file": ("train", f"{server}/empty.txt", *how),
            "200 characters": ("train", f"{server}/short.txt", *how),
            "binary file": ("train", f"{server}/binary.txt", *how),
            "300 MB stream": ("train", f"{server}/endless.txt", *how),
            "unknown style": ("write", "--style", "dickins", "--prompt", "Pip"),
            "bad name": ("write", "--style", "../../x", "--prompt", "Pip"),
            "bad name for a training": ("train", f"{server}/good.txt", "--name", "../../x"),
            "half a style file": ("write", "--style", "half", "--prompt", "Pip"),
            "the others beside it": ("styles",),
        }
        for case, arguments in cases.items():
            if not wanted or case in wanted:
                bench.tell(case, bench.run(*arguments))
        for case, path in (("404 in the chat", "none.txt"), ("web page in the chat", "page.html")):
            if not wanted or case in wanted:
                line = f"/retrain {server}/{path} as mine"
                bench.tell(case, bench.chat(line, r"Nothing\s+has\s+changed"))
        good = ("train", f"{server}/good.txt", *how, "--anew")  # what was cut off before is left
        for stage in _STAGES:
            case = f"Ctrl-C at {stage}"
            if not wanted or case in wanted:
                bench.tell(case, bench.run(*good, until=_stage(stage)), (STOPPED, 0))
        faults = bench.faults
        if not wanted or "full disk" in wanted:
            faults += _full_disk(server)
    sys.exit(1 if faults else 0)


def _full_disk(server: str) -> int:
    with tempfile.TemporaryDirectory() as mount:
        size = (SHIPPED / "dickens.style").stat().st_size + 400_000
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", mount]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            print("full disk\n    not tried: mounting a tmpfs needs Linux and root")
            return 0
        try:
            bench = Bench(Path(mount) / "data")
            bench.tell("full disk", bench.run("train", f"{server}/good.txt", "--name", "mine"))
            line = f"/retrain {server}/good.txt as mine"
            bench.tell("full disk in the chat", bench.chat(line, "othing"))
            return bench.faults
        finally:
            subprocess.run(["umount", mount], check=True)


if __name__ == "__main__":
    main()
