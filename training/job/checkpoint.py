"""A training under way, on disk: enough to go on after a power cut.

One folder for each name, in the person's checkpoints:

    order.json               the plan: recipe, sources, alphabet
    train-0.txt, ...         the cleaned texts to learn from, in the order of the sources
    held-out-0.txt, ...      the held-out part of each
    start.safetensors        the weights the training starts from, until there is a checkpoint
    checkpoint.safetensors   weights, optimiser and position, replaced whole each time
    finish                   asks the training to end early and keep its best weights

A lock beside the folder lets one training of a name run at a time; it dies with its process. What
an earlier training of that name left is set aside until the new one has a checkpoint of its own.
"""

import contextlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

import msgspec
from safetensors import SafetensorError
from safetensors.numpy import load, save

from common.errors import PasticheError, TrainingError
from common.files import write_whole
from common.locks import LockError, hold
from models.alphabet import Alphabet
from models.words import Normalisation, Words
from texts.corpus import Text
from texts.source import Source
from training.job.plan import TrainingPlan
from training.network.weights import Arrays
from training.recipe import Recipe


class _PlanRecord(msgspec.Struct, rename={"parent": "from", "known_texts": "read_before"}):
    """The plan as order.json has it, without the texts."""

    recipe: Recipe
    sources: list[Source]
    symbols: list[str]
    author: str | None
    parent: str | None
    known_texts: tuple[str, ...]
    works: str | None
    own_works: str | None


@dataclass(frozen=True)
class Checkpoint:
    """The folder of one training.

    Attributes:
        folder: `checkpoints/NAME`; it need not exist.
    """

    folder: Path

    @property
    def name(self) -> str:
        """The name of the style to be."""
        return self.folder.name

    @property
    def exists(self) -> bool:
        """Whether there is a checkpoint to go on from."""
        return self._plan.is_file() and self._checkpoint.is_file()

    @property
    def is_stop_requested(self) -> bool:
        """Whether somebody asked the training to end early and keep its best weights."""
        return (self.folder / "finish").exists()

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the name while a training of it runs.

        Raises:
            TrainingError: when another process holds it.
        """
        try:
            lock = hold(self.folder.parent / f".{self.name}.lock")
        except LockError as error:
            raise TrainingError(
                f"a training of {self.name} is already running",
                "Wait for it, stop it, or choose another name.",
            ) from error
        try:
            if self._former.exists:
                self.discard()  # a training that was killed before its first checkpoint
            (self.folder / "finish").unlink(missing_ok=True)  # asked of an earlier process
            yield
        finally:
            lock.release()

    def start(self, plan: TrainingPlan, weights: Arrays | None) -> None:
        """Write down a new training, and set aside what an earlier one left.

        Args:
            plan: what will be done.
            weights: to start from; None for scratch.

        Raises:
            OSError: such as a full disk; what the earlier training left is still there.
        """
        new = Checkpoint(self.folder.with_name(f".{self.name}.new"))
        new.clear()
        try:
            new._write(plan, weights)
            if self.exists:
                self._former.clear()
                self.folder.replace(self._former.folder)
            else:
                self.clear()
            new.folder.replace(self.folder)
        except BaseException:
            new.clear()
            self.discard()
            raise

    def discard(self) -> None:
        """Remove a training that has no checkpoint yet, and bring back what was set aside."""
        if self.exists:
            return
        self.clear()
        if self._former.exists:
            self._former.folder.replace(self.folder)

    def read_plan(self, length: Mapping[str, float] = MappingProxyType({})) -> TrainingPlan:
        """Read the plan.

        Args:
            length: another length from now on, in minutes, epochs or updates; it is saved too.

        Raises:
            TrainingError: when there is no training to go on with, or it cannot be read.
        """
        if not self._plan.is_file():
            raise TrainingError(
                f"there is no unfinished training of {self.name}",
                "Give a URL or a file to start one.",
            )
        try:
            content = self._plan.read_bytes()
            record = msgspec.json.decode(content, type=_PlanRecord)
            record.recipe = record.recipe.replace_length(length)
            plan = self._restore_plan(record)
        except (ValueError, OSError, PasticheError) as error:  # msgspec's own are ValueErrors
            raise TrainingError(
                f"the unfinished training in {self.folder} cannot be read: {error}",
                "Start it again without --resume.",
            ) from error
        if length:
            raw = {**json.loads(content), "recipe": asdict(record.recipe)}
            write_whole(self._plan, json.dumps(raw).encode())
        return plan

    def read_start(self) -> Arrays | None:
        """Read the weights that the training starts from, float32; None where it has none.

        Raises:
            TrainingError: when they cannot be read.
        """
        if not self._start.is_file():
            return None
        try:
            return load(self._start.read_bytes())
        except (SafetensorError, OSError) as error:
            raise TrainingError(
                f"the weights in {self._start} cannot be read: {error}",
                "Start the training again without --resume.",
            ) from error

    def save(self, content: bytes) -> None:
        """Replace the checkpoint whole, and let go of what it makes superfluous.

        Raises:
            OSError: such as a full disk; the last checkpoint is still there.
        """
        write_whole(self._checkpoint, content)
        self._start.unlink(missing_ok=True)
        self._former.clear()

    def read(self) -> bytes:
        """Read the last checkpoint."""
        return self._checkpoint.read_bytes()

    def clear(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self, plan: TrainingPlan, weights: Arrays | None) -> None:
        for i, text in enumerate(plan.texts):
            write_whole(self.folder / f"train-{i}.txt", text.train.encode())
            write_whole(self.folder / f"held-out-{i}.txt", text.held_out.encode())
        if weights is not None:
            write_whole(self._start, save(weights))
        alphabet = plan.alphabet
        symbols = alphabet.symbols if isinstance(alphabet, Words) else alphabet.characters
        record = _PlanRecord(
            plan.recipe,
            [text.source for text in plan.texts],
            list(symbols),
            plan.author,
            plan.parent,
            plan.known_texts,
            plan.works,
            plan.own_works,
        )
        write_whole(self._plan, msgspec.json.encode(record))

    def _restore_plan(self, record: _PlanRecord) -> TrainingPlan:
        recipe = record.recipe
        alphabet: Alphabet | Words = (
            Words(record.symbols, Normalisation(recipe.lower, recipe.punctuation))
            if recipe.alphabet == "words"
            else Alphabet(record.symbols)
        )
        texts = [
            Text(
                source,
                (self.folder / f"train-{i}.txt").read_bytes().decode(),
                (self.folder / f"held-out-{i}.txt").read_bytes().decode(),
            )
            for i, source in enumerate(record.sources)
        ]
        return TrainingPlan(
            recipe,
            texts,
            alphabet,
            record.author,
            record.parent,
            record.known_texts,
            record.works,
            record.own_works,
        )

    @property
    def _former(self) -> "Checkpoint":
        """What an earlier training of the name left."""
        return Checkpoint(self.folder.with_name(f".{self.name}.old"))

    @property
    def _plan(self) -> Path:
        return self.folder / "order.json"

    @property
    def _start(self) -> Path:
        return self.folder / "start.safetensors"

    @property
    def _checkpoint(self) -> Path:
        return self.folder / "checkpoint.safetensors"
