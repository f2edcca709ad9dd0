"""The rooms: who may import whom, and what the chat never loads."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import PATIENCE, ROOT, environment

FORBIDDEN = {
    "models": {"bot", "training", "measures", "tensorflow", "keras"},
    "bot": {"training", "measures", "tensorflow", "keras"},
    "training": {"bot", "measures"},
    "measures": {"bot", "tensorflow", "keras"},
}


def imported(path: Path) -> Iterator[str]:
    """The top-level package of every import in a file, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("room", FORBIDDEN)
def test_rooms_import_only_what_they_may(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert len(files) > 5
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imported(path)
        if name in FORBIDDEN[room]
    ]
    assert wrong == []


def test_measures_take_nothing_from_training_but_its_texts() -> None:
    taken = {
        node.module
        for path in (ROOT / "measures").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("training")
    }
    assert taken <= {
        "training.corpus",
        "training.works",
        "training.manifest",
        "training.limits",
    }


CHAT = """
import io, json, runpy, sys
sys.argv = ["pastiche", "--style", "ann", "--length", "20"]
sys.stdin = io.StringIO("The miller\\n\\n/model bob\\nand\\n/model\\n/help\\n/reset\\n/quit\\n")
shown, sys.stdout = sys.stdout, io.StringIO()
import bot.__main__
try:
    bot.__main__.main()
except SystemExit as left:
    code = left.code
told = {"code": code, "shown": sys.stdout.getvalue(), "modules": sorted(sys.modules)}
print(json.dumps(told), file=shown)
"""


def test_a_whole_chat_never_loads_tensorflow_nor_what_only_training_needs(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHAT],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment(folder),
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["code"] == 0
    assert "bob goes on" in told["shown"]
    loaded = {name.partition(".")[0] for name in told["modules"]}
    assert {"bot", "models", "ai_edge_litert", "prompt_toolkit"} <= loaded
    heavy = {"tensorflow", "keras", "training", "measures", "matplotlib", "httpx", "safetensors"}
    assert loaded & heavy == set()
