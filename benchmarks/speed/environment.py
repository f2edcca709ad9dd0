"""The virtual environment of the peers: packages with which the program's speed is compared.

It is created once, in the user's cache folder, from the package index that pip is configured with.
It is created again when the list of packages changes.
"""

import json
import os
import platform
import subprocess
import sys
import venv
from pathlib import Path

from common.user_dirs import find_user_dirs

# Without a local part, such as +cpu, every index has this version. Which build of it pip took, the
# versions on the page say.
PEERS = {
    "torch": ("torch==2.13.0", "numpy"),
    "onnx": ("onnx>=1.19,<2", "onnxruntime>=1.23,<2", "numpy"),
}


class Environment:
    """A virtual environment for the peers: packages with which the program's speed is compared.

    Args:
        folder: the folder of the environment; None for a folder in the user's cache folder.

    Attributes:
        python: the path of the environment's Python interpreter.
        reasons: for each peer that could not be installed, the reason; the names are those in
            PEERS.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            folder = find_user_dirs(None, os.environ, None).cache / "peers"
        scripts = "Scripts" if os.name == "nt" else "bin"
        self.python = str(folder / scripts / "python")
        self.reasons: dict[str, str] = {}
        self._record = folder / "installed.json"

    def make(self) -> None:
        """Create the environment if there is none, and install the peers that it lacks."""
        wanted = {peer: [*packages, platform.python_version()] for peer, packages in PEERS.items()}
        installed = {}
        if self._record.is_file():
            installed = json.loads(self._record.read_text("utf-8"))
        if any(installed.get(peer, packages) != packages for peer, packages in wanted.items()):
            installed = {}
        if not installed:
            print("Making the environment of the peers, once.", file=sys.stderr, flush=True)
            try:
                venv.create(self._record.parent, clear=True, with_pip=True)
            except (OSError, subprocess.CalledProcessError) as error:
                self.reasons = dict.fromkeys(PEERS, f"no environment could be made: {error}"[:300])
                return
        for peer, packages in PEERS.items():
            if peer in installed:
                continue
            done = subprocess.run(
                [self.python, "-m", "pip", "install", "--quiet", "--no-input", *packages],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
                self.reasons[peer] = f"not installed: {(errors or ['pip failed'])[-1]}"[:300]
            else:
                installed[peer] = wanted[peer]
        self._record.write_text(json.dumps(installed), "utf-8")
