"""A training that is under way, on disk: enough to go on after a power cut.

One folder a name in the person's checkpoints: `order.json` (recipe, sources), the cleaned texts,
and `checkpoint.safetensors`, replaced whole each time. A file called `finish` in it asks the
training to end early and keep its best. A lock, which dies with its process, lets one training of a
name run at a time. What an earlier training of the name left is set aside until the new one has a
checkpoint of its own.
"""

import contextlib
import dataclasses
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from common.errors import TrainingError
from common.files import write_whole
from common.locks import LockError, hold
from models.alphabet import Alphabet
from models.words import Normalisation, Words
from texts.corpus import Text
from texts.source import Source
from training.recipe import Recipe


@dataclass(frozen=True)
class TrainingPlan:
    """What was written down of a training when it began.

    Attributes:
        recipe: with the architecture of what it began from.
        texts: what it learns from, and what was held out.
        alphabet: of the style to be.
        author: whom the style is to write like, where it was said.
        begun_from: name and checksum of the style it began from, or None.
        read_before: titles of the texts that this one had read before.
        works: the shipped manifest that the texts were listed in, by name, or None.
        own_works: the person's own that they were listed in, by name, or None.
    """

    recipe: Recipe
    texts: Sequence[Text]
    alphabet: Alphabet | Words
    author: str | None = None
    begun_from: str | None = None
    read_before: tuple[str, ...] = ()
    works: str | None = None
    own_works: str | None = None


@dataclass(frozen=True)
class Checkpoint:
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
        try:
            lock = hold(self.folder.parent / f".{self.name}.lock")
        except LockError as error:
            raise TrainingError(
                f"a training of {self.name} is already running",
                "Wait for it, stop it, or choose another name.",
            ) from error
        try:
            if self._old.exists:
                self.give_up()  # one that was killed before its first checkpoint
            (self.folder / "finish").unlink(missing_ok=True)  # it was asked of an earlier process
            yield
        finally:
            lock.release()

    def begin(self, begun: TrainingPlan) -> None:
        """Write down what is to be trained, and set aside what an earlier training left.

        Raises:
            OSError: such as a full disk; what an earlier training left is still there.
        """
        new = Checkpoint(self.folder.with_name(f".{self.name}.new"))
        new.clear()
        try:
            new._write(begun)
            if self.exists:
                self._old.clear()
                self.folder.replace(self._old.folder)
            else:
                self.clear()
            new.folder.replace(self.folder)
        except BaseException:
            new.clear()
            self.give_up()
            raise

    def give_up(self) -> None:
        """Take a training away that has no checkpoint; what was set aside for it is back then."""
        if self.exists:
            return
        self.clear()
        if self._old.exists:
            self._old.folder.replace(self.folder)

    def _write(self, begun: TrainingPlan) -> None:
        sources = []
        for i, text in enumerate(begun.texts):
            write_whole(self.folder / f"train-{i}.txt", text.train.encode())
            write_whole(self.folder / f"held-out-{i}.txt", text.held_out.encode())
            sources.append(vars(text.source))
        alphabet = begun.alphabet
        symbols = alphabet.symbols if isinstance(alphabet, Words) else alphabet.characters
        order = {
            "recipe": dataclasses.asdict(begun.recipe),
            "sources": sources,
            "symbols": list(symbols),
            "author": begun.author,
            "from": begun.begun_from,
            "read_before": begun.read_before,
            "works": begun.works,
            "own_works": begun.own_works,
        }
        write_whole(self._order, json.dumps(order).encode())

    def order(self, length: Mapping[str, float] = MappingProxyType({})) -> TrainingPlan:
        """What `begin` wrote down.

        Args:
            length: another one from now on, in minutes, epochs or updates; it is written down too.

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
            lists = {name: tuple(fields[name]) for name in ("units", "temperatures")}
            recipe = Recipe(**{**fields, **lists}).replace_length(length)
            alphabet: Alphabet | Words = (
                Words(raw["symbols"], Normalisation(recipe.lower, recipe.punctuation))
                if recipe.alphabet == "words"
                else Alphabet(raw["symbols"])
            )
            texts = [
                Text(
                    Source(**source),
                    (self.folder / f"train-{i}.txt").read_bytes().decode(),
                    (self.folder / f"held-out-{i}.txt").read_bytes().decode(),
                )
                for i, source in enumerate(raw["sources"])
            ]
            begun = TrainingPlan(
                recipe,
                texts,
                alphabet,
                raw["author"],
                raw["from"],
                tuple(raw["read_before"]),
                raw["works"],
                raw["own_works"],
            )
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise TrainingError(
                f"the unfinished training in {self.folder} cannot be read: {error}",
                "Start it again without --resume.",
            ) from error
        if length:
            raw["recipe"] = dataclasses.asdict(recipe)
            write_whole(self._order, json.dumps(raw).encode())
        return begun

    def save(self, checkpoint: bytes) -> None:
        """Replace the checkpoint."""
        write_whole(self._checkpoint, checkpoint)
        self._old.clear()

    def checkpoint(self) -> bytes:
        return self._checkpoint.read_bytes()

    def clear(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _old(self) -> "Checkpoint":
        return Checkpoint(self.folder.with_name(f".{self.name}.old"))

    @property
    def _order(self) -> Path:
        return self.folder / "order.json"

    @property
    def _checkpoint(self) -> Path:
        return self.folder / "checkpoint.safetensors"
