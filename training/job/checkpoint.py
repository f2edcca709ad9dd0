"""An unfinished training on disk: everything needed to go on after a power cut.

Each training has a folder of its name among the user's checkpoints:

    order.json               the plan: recipe, sources, cleaning, alphabet
    train-0.txt, ...         the cleaned texts to learn from, in the order of the sources
    held-out-0.txt, ...      the part of each text that is kept from training, for measuring
    start.safetensors        the weights the training starts from, until there is a checkpoint
    checkpoint.safetensors   weights, optimiser and position, replaced as a whole each time
    finish                   asks the training to end early and keep its best weights

A lock file next to the folder lets only one training of a name run at a time; the lock is released
when its process ends, however it ends. The folder of an earlier training of that name is set aside
until something that the new training has learnt is saved.
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

from common.errors import PasticheError, TrainingError, UsageError
from common.files import write_whole
from common.locks import LockError, hold, is_held
from models.alphabet.characters import Alphabet
from models.alphabet.words import Normalisation, Words
from texts.corpus import Text
from texts.source import Cleaning, Source
from texts.works import restrict_cleaning
from training.job.plan import TrainingPlan
from training.network.weights import Arrays
from training.recipe import Recipe


class _PlanRecord(msgspec.Struct, rename={"parent": "from", "known_texts": "read_before"}):
    """The training's plan in the form order.json holds, without the texts."""

    recipe: Recipe
    sources: list[Source]
    symbols: list[str]
    author: str | None
    parent: str | None
    known_texts: tuple[str, ...]
    works: str | None
    own_works: str | None
    cleaning: Cleaning | None = None  # earlier versions did not record it


@dataclass(frozen=True)
class Checkpoint:
    """An unfinished training run on disk, with everything that is needed to resume it.

    Each run has its own folder, which contains the plan (the settings of the run), the texts, and a
    checkpoint (the weights and the progress of training).

    Attributes:
        folder: the path of the folder, such as `checkpoints/austen`; the folder need not exist yet.
    """

    folder: Path

    @property
    def name(self) -> str:
        """The name of the author (a language model) being trained, also used for the folder."""
        return self.folder.name

    @property
    def exists(self) -> bool:
        """Whether the run can be resumed: True if its folder contains a plan and a checkpoint.

        The plan contains the settings of the run; the checkpoint contains its weights and progress.
        """
        return self._plan.is_file() and self._checkpoint.is_file()

    def check_free(self, start_over: bool = False) -> None:
        """Check that a new training run of that name may be started, without changing anything.

        Args:
            start_over: whether the user has asked to replace an unfinished run.

        Raises:
            UsageError: if there is an unfinished run that can be resumed, unless it is to be
                replaced.
        """
        if not start_over and (self.exists or self._former.exists):
            raise UsageError(
                f"training of {self.name} was interrupted, and a new run would replace it",
                f"Continue it with --resume --name {self.name}, or add --anew to start over.",
            )

    def check_idle(self) -> None:
        """Check that no other process is using this training run, without keeping any out.

        Raises:
            TrainingError: if another process is using this training run.
        """
        if is_held(self._lock):
            raise self._in_progress()

    @property
    def is_stop_requested(self) -> bool:
        """Whether the user has asked for training to end early with the best weights so far."""
        return (self.folder / "finish").exists()

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Return a context manager that prevents other processes from using this training run.

        On entry, anything left by earlier processes is cleaned up: a request to end training early
        is removed, and if a run was killed before anything that it had learnt was saved, the
        earlier run that it replaced, if any, is restored.

        Raises:
            TrainingError: on entry, if another process is using this training run.
        """
        try:
            lock = hold(self._lock)
        except LockError as error:
            raise self._in_progress() from error
        try:
            if self._former.exists:
                self.withdraw()  # the new one was killed before anything it had learnt was saved
            (self.folder / "finish").unlink(missing_ok=True)  # asked of an earlier process
            yield
        finally:
            lock.release()

    def start(self, plan: TrainingPlan, weights: Arrays | None) -> None:
        """Write a new training run to this run's folder.

        If the folder already contains a run with a checkpoint, that run is set aside until
        something that the new run has learnt is saved.

        Args:
            plan: the settings and texts of the new training run.
            weights: the initial weights, by name, float32; None if training starts from random
                weights.

        Raises:
            OSError: if a file cannot be written, for example because the disk is full; the earlier
                run is then left in place.
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
        """Remove the training run, unless it can be resumed without losing an earlier run.

        The run is removed if it has no checkpoint. It is also removed if an earlier run is set
        aside for it, that is, if nothing that the new run has learnt has been saved. The earlier
        run is then restored.
        """
        if self._former.exists or not self.exists:
            self.withdraw()

    def withdraw(self) -> None:
        """Remove the training run, and restore the earlier run that it replaced, if any.

        An earlier run can be restored until something that the new run has learnt is saved.
        """
        self.clear()
        if self._former.exists:
            self._former.folder.replace(self.folder)

    def read_plan(self, length: Mapping[str, float] = MappingProxyType({})) -> TrainingPlan:
        """Return the plan of the training run (its settings and texts), read from the run's folder.

        Args:
            length: a new length for the run, such as {"minutes": 20}; the key is "minutes",
                "epochs" or "updates". The new length is also saved in the plan. If empty, the
                length in the plan is kept.

        Raises:
            TrainingError: if the folder contains no plan, or if the plan or a text cannot be read.
        """
        if not self._plan.is_file():
            raise TrainingError(
                f"there is no unfinished training run of {self.name}",
                "Give a URL or a file to start one.",
            )
        try:
            content = self._plan.read_bytes()
            record = msgspec.json.decode(content, type=_PlanRecord)
            record.recipe = record.recipe.replace_length(length)
            plan = self._restore_plan(record)
        except (ValueError, OSError, PasticheError) as error:  # msgspec's own are ValueErrors
            raise TrainingError(
                f"the unfinished training run in {self.folder} cannot be read: {error}",
                "Start it again without --resume.",
            ) from error
        if length:
            raw = {**json.loads(content), "recipe": asdict(record.recipe)}
            write_whole(self._plan, json.dumps(raw).encode())
        return plan

    def read_start(self) -> Arrays | None:
        """Read the weights that training starts from, which were saved when the run was created.

        They are stored in the run's folder only until the first checkpoint is saved.

        Returns:
            The weights by name, float32; None if they are not there.

        Raises:
            TrainingError: if the weights file cannot be read.
        """
        if not self._start.is_file():
            return None
        try:
            return load(self._start.read_bytes())
        except (SafetensorError, OSError) as error:
            raise TrainingError(
                f"the weights in {self._start} cannot be read: {error}",
                "Start training again without --resume.",
            ) from error

    def save(self, content: bytes, has_learnt: bool = True) -> None:
        """Replace the checkpoint of the training run atomically (either completely or not at all).

        Afterwards, files that are no longer needed are removed: the initial weights and, if the new
        run has learnt something, the folder of any earlier run that was set aside.

        Args:
            content: the new checkpoint, as returned by `Trainer.checkpoint`.
            has_learnt: whether the weights have been updated since the start of the run.

        Raises:
            OSError: if the checkpoint cannot be written, for example because the disk is full; the
                previous checkpoint is then left in place.
        """
        write_whole(self._checkpoint, content)
        self._start.unlink(missing_ok=True)
        if has_learnt and self._former.folder.exists():
            gone = self.folder.with_name(f".{self.name}.gone")  # at once, so as never to be half
            shutil.rmtree(gone, ignore_errors=True)
            self._former.folder.replace(gone)
            shutil.rmtree(gone, ignore_errors=True)

    def read(self) -> bytes:
        """Return the contents of the most recent checkpoint: the run's weights and progress.

        To continue training, pass them to `Trainer.restore`.

        Raises:
            OSError: if there is no checkpoint, or if it cannot be read.
        """
        return self._checkpoint.read_bytes()

    def clear(self) -> None:
        """Remove the folder of the training run and everything in it, if the folder exists."""
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
            plan.cleaning,
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
        cleaning = record.cleaning
        if cleaning is None:
            is_list = bool(record.works or record.own_works)
            cleaning = restrict_cleaning(recipe.cleaning) if is_list else recipe.cleaning
        return TrainingPlan(
            recipe,
            texts,
            cleaning,
            alphabet,
            record.author,
            record.parent,
            record.known_texts,
            record.works,
            record.own_works,
        )

    def _in_progress(self) -> TrainingError:
        return TrainingError(
            f"training of {self.name} is already in progress",
            "Wait for it, stop it, or choose another name.",
        )

    @property
    def _lock(self) -> Path:
        return self.folder.with_name(f".{self.name}.lock")

    @property
    def _former(self) -> "Checkpoint":
        """The folder of an earlier training of that name, set aside."""
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
