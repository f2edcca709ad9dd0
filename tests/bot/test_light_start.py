"""What the chat never loads, so that it starts at once."""

import json
from pathlib import Path

import pytest

from tests.support.terminal import run_python

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


@pytest.mark.slow
def test_a_whole_chat_never_loads_tensorflow_nor_what_only_training_needs(folder: Path) -> None:
    done = run_python(folder, "-c", CHAT)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["code"] == 0
    assert "bob goes on" in told["shown"]
    loaded = {name.partition(".")[0] for name in told["modules"]}
    assert {"bot", "models", "ai_edge_litert", "prompt_toolkit"} <= loaded
    heavy = {"tensorflow", "keras", "training", "measures", "matplotlib", "httpx", "safetensors"}
    assert loaded & heavy == set()
