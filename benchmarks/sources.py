"""What comes out of over sixty sources: encodings, scripts, containers, odd and hostile ones.

    .venv/bin/python benchmarks/sources.py [--only hostile]
    .venv/bin/python benchmarks/sources.py --smoke

The sources are made first (benchmarks/sample_sources.py), some of them as pages of a server on
loopback. Each is then read and cleaned as for a training, in a process of its own that may take
2 GiB of memory and two minutes. The table says for each how many characters came out, how many
words of the original are missing, what it cost, and what was said.

A fault is a crash, a time or memory limit that was reached, a text that should have been read or
refused and was not, and words that are missing without a note. With a fault, the exit code is 1.
"""

import json
import os
import re
import resource
import signal
import sys
import threading
import time
import unicodedata
from collections import Counter
from http.server import ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.sample_sources import Case, Pages, make_cases
from common.errors import SourceError, explain
from common.sanitizer import sanitize
from texts.cleaning.cleaner import clean
from texts.reading import read_sources
from texts.web.download import Limits

_MEMORY = 2 * 2**30  # bytes of memory beyond that of this process
_SECONDS = 120
_BOMB = 65  # MiB; the limit is 64
_INVISIBLE = re.compile("\x1b\\[\\d+m|[\x00-\x08\x0b-\x1f\xad\u200b\u202a-\u202e\u2060\ufeff]")


def read(case: Case, cache: Path) -> dict[str, Any]:
    """Read and clean one source, and return what came out."""
    notes: list[str] = []
    try:
        limits = Limits(seconds=30, idle_seconds=10)
        readings = read_sources(case.place, cache, limits, notes.append, lambda done, total: None)
    except SourceError as error:
        return {"said": explain(error), "text": None}
    texts = [clean(reading.plain.text).text for reading in readings]
    return {"said": " ".join(notes), "text": "\n".join(texts)}


def read_apart(case: Case, cache: Path) -> tuple[dict[str, Any], float, float]:
    """Read a source in a process of its own; return what came out, its MiB and its seconds."""
    start = time.perf_counter()
    receiver, sender = os.pipe()
    child = os.fork()
    if not child:
        os.close(receiver)
        with open("/proc/self/statm", encoding="ascii") as sizes:
            now = int(sizes.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + _MEMORY, now + _MEMORY))
        signal.alarm(_SECONDS)
        try:
            result = read(case, cache)
        except BaseException as error:
            result = {"fault": f"{type(error).__name__}: {error}"}
        with open(sender, "w", encoding="utf-8") as pipe:
            json.dump(result, pipe)
        os._exit(0)
    os.close(sender)
    with open(receiver, encoding="utf-8") as pipe:
        content = pipe.read()
    _, status, usage = os.wait4(child, 0)
    result = json.loads(content) if content else {"fault": f"ended with status {status}"}
    return result, usage.ru_maxrss / 1024, time.perf_counter() - start


def count_lost(original: str, text: str) -> int:
    """Return how many words of a text, or characters of an unspaced script, are missing."""

    def pieces(whole: str) -> Counter[str]:
        whole = unicodedata.normalize("NFC", _INVISIBLE.sub("", whole))
        return Counter(re.findall(r"[\u0e00-\u0e7f\u3040-\u9fff]|[^\W_]+", whole))

    return (pieces(original) - pieces(text)).total()


def judge(case: Case, result: dict[str, Any]) -> tuple[str, int]:
    """Return the outcome of a source in a word, and how many words are missing."""
    if "fault" in result:
        return "FAULT", 0
    if result["text"] is None:
        return ("refused" if case.text is None else "FAULT"), 0
    if case.text is None:
        return "FAULT", 0
    lost = count_lost(case.text, result["text"])
    return ("FAULT" if lost and not result["said"] else "read"), lost


def main(
    only: Annotated[str | None, typer.Option(help="Only the sources of this group.")] = None,
    smoke: Annotated[
        bool, typer.Option(help="All sources, with a page nested less deeply.")
    ] = False,
) -> None:
    """Make the sources, read each, and print the table."""
    with TemporaryDirectory() as name, ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        server.daemon_threads = True
        address = f"http://127.0.0.1:{server.server_port}"
        os.environ |= {"HTTP_PROXY": address, "NO_PROXY": "127.0.0.1"}
        cases = make_cases(Path(name), address, _BOMB, 5_000 if smoke else 100_000)
        server_thread = threading.Thread(target=server.serve_forever, daemon=True)
        server_thread.start()
        table = Table("source", "outcome", "characters", "lost", "MiB", "s", "what was said")
        faults = 0
        for case in cases:
            if only not in (None, case.group):
                continue
            result, memory, seconds = read_apart(case, Path(name) / "cache")
            outcome, lost = judge(case, result)
            faults += outcome == "FAULT"
            said = sanitize(result.get("fault") or result["said"]).replace(name, "…")
            table.add_row(
                *(f"{case.group}: {case.name}", outcome, f"{len(result.get('text') or ''):,}"),
                *(str(lost), f"{memory:.0f}", f"{seconds:.1f}", said[:140]),
            )
        server.shutdown()
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    print(f"{table.row_count} sources, {faults} faults")
    if faults:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
