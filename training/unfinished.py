"""A training that is under way, on disk: enough to go on after a power cut.

One folder a name in the person's checkpoints: `order.json` (recipe, sources), the cleaned texts,
and `checkpoint.safetensors`, replaced whole each time. A file called `finish` in it asks the
training to end early and keep its best. A lock, which dies with its process, lets one training of a
name run at a time.
"""

import contextlib
import dataclasses
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from models.errors import TrainingError
from models.files import write_whole
from models.style import Source
from training.corpus import Text
from training.recipe import Recipe


@dataclass(frozen=True)
class Unfinished:
    """The folder of one training.

    Attributes:
        folder: `checkpoints/NAME`.
    """

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def exists(self) -> bool:
        """Whether there is something to go on from."""
        return self._order.is_file() and self._checkpoint.is_file()

    @property
    def finish_asked(self) -> bool:
        return (self.folder / "finish").exists()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the name while a training of it runs.

        Raises:
            TrainingError: when another process holds it.
        """
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder.parent / f".{self.name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise TrainingError(
                f"a training of {self.name} is already running",
                "Wait for it, stop it, or choose another name.",
            ) from error
        try:
            yield
        finally:
            lock.release()

    def begin(self, recipe: Recipe, texts: Sequence[Text]) -> None:
        """Write down what is to be trained; what an earlier training left is gone then."""
        self.clear()
        sources = []
        for i, text in enumerate(texts):
            write_whole(self.folder / f"train-{i}.txt", text.train.encode())
            write_whole(self.folder / f"held-out-{i}.txt", text.held_out.encode())
            sources.append(vars(text.source))
        order = {"recipe": dataclasses.asdict(recipe), "sources": sources}
        write_whole(self._order, json.dumps(order).encode())

    def order(self) -> tuple[Recipe, list[Text]]:
        """What `begin` wrote down.

        Raises:
            TrainingError: when there is nothing to go on from, or it cannot be read.
        """
        if not self._order.is_file():
            raise TrainingError(
                f"there is no unfinished training of {self.name}",
                "Give a URL or a file to start one.",
            )
        try:
            raw = json.loads(self._order.read_bytes())
            fields: dict[str, Any] = raw["recipe"]
            recipe = Recipe(**{**fields, "units": tuple(fields["units"])})
            texts = [
                Text(
                    Source(**source),
                    (self.folder / f"train-{i}.txt").read_bytes().decode(),
                    (self.folder / f"held-out-{i}.txt").read_bytes().decode(),
                )
                for i, source in enumerate(raw["sources"])
            ]
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise TrainingError(
                f"the unfinished training in {self.folder} cannot be read: {error}",
                "Start it again without --resume.",
            ) from error
        (self.folder / "finish").unlink(missing_ok=True)  # it was asked of an earlier process
        return recipe, texts

    def save(self, checkpoint: bytes) -> None:
        """Replace the checkpoint."""
        write_whole(self._checkpoint, checkpoint)

    def checkpoint(self) -> bytes:
        return self._checkpoint.read_bytes()

    def clear(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _order(self) -> Path:
        return self.folder / "order.json"

    @property
    def _checkpoint(self) -> Path:
        return self.folder / "checkpoint.safetensors"
