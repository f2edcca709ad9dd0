"""What becomes of trained weights: exported, checked, measured, installed.

The style that was there before stays until the new one replaces it whole. Every stage is told as an
event. How the weights came to be is not known here, beyond what the card tells of it.
"""

import datetime
import importlib.metadata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from common.errors import TrainingError
from common.settings import Sampling
from common.user_dirs import UserDirs
from models.alphabet import Symbols
from models.bits import costs
from models.card import Card, Sample
from models.network import Network
from models.stops import SentenceStop
from models.style import SUFFIX, read_style, write_style
from models.voice import Voice
from models.words import Words
from texts.corpus import sample_held_out
from training.job.checkpoint import TrainingPlan
from training.job.events import Emit
from training.loop.fit import Progress
from training.loop.plot import write_loss_plot
from training.loop.trainer import Trainer
from training.network.export import TOLERANCE, export, max_logit_error
from training.network.formats import ExportFormat
from training.network.keras_formats import write_formats
from training.network.weights import pack_weights

INT8_COST = 0.01  # of the held-out bits per character; more, and the float32 step is kept
_TEMPERATURES = (0.5, 0.7, 0.9)
_SAMPLED = 300  # characters of each, to the end of a sentence
_CHECKED = 500  # symbols of held-out text that the float32 export is checked on
_AT_ONCE = 512  # words whose logits are in memory together


@dataclass(frozen=True)
class TrainedNetwork:
    """All that a training leaves, before it is a style.

    Attributes:
        name: of the style to be.
        begun: what the training was to be.
        trainer: with the best weights.
        progress: to its end.
    """

    name: str
    begun: TrainingPlan
    trainer: Trainer
    progress: Progress


def finish(
    trained: TrainedNetwork, places: UserDirs, also: Sequence[ExportFormat], emit: Emit
) -> Path:
    """Export, check, measure and install the best weights; returns the style's file.

    Args:
        trained: what there is.
        places: the person's folders.
        also: further forms that the network is written in, beside the style.
        emit: told every stage, and the figures.

    Raises:
        TrainingError: when the exported network is another than the trained one.
        OSError: such as a full disk; the old style is as it was.
    """
    recipe, arrays = trained.begun.recipe, trained.trainer.best_arrays
    emit("stage", stage="export")
    exact = export(recipe, arrays, quantise=False)
    small = export(recipe, arrays, quantise=True)
    emit("stage", stage="check")
    held_out = sample_held_out(trained.begun.texts)
    checked = trained.begun.alphabet.encode("\n".join(held_out)).ids[:_CHECKED]
    error = max_logit_error(recipe, arrays, exact, checked)
    if not error <= TOLERANCE:
        raise TrainingError(
            f"the exported network differs from the trained one by {error:.2g} in its logits",
            "This is a fault of the program or of this machine's TensorFlow; please report it.",
        )
    emit("stage", stage="measure")
    exact_bits = _held_out_bits(trained.begun.alphabet, exact, held_out)
    small_bits = _held_out_bits(trained.begun.alphabet, small, held_out)
    weights = "int8"
    if small_bits > exact_bits * (1 + INT8_COST):
        emit("note", text="In 8 bits the author would write worse; its weights stay in 32.")
        small, small_bits, weights = exact, exact_bits, "float32"
    figures = {
        "bits_per_character": round(small_bits, 4),
        "bits_per_character_float32": round(exact_bits, 4),
        "held_out_characters": sum(map(len, held_out)),
        "optimiser_seconds": round(trained.progress.seconds, 1),
        "updates": trained.trainer.updates,
        "symbols_read": trained.progress.symbols,
        "compute": trained.trainer.net.compute_type,
        "float32_export_error": float(f"{error:.2g}"),
        "training_bits_per_symbol": _last_training_loss(trained.progress),
        **_by_word(trained.begun.alphabet, small, held_out),
    }
    samples = _samples(trained, small)
    card = _card(trained, small, weights, figures, samples)
    emit("stage", stage="install")
    path = places.styles / f"{trained.name}{SUFFIX}"
    write_style(path, card, small, pack_weights(arrays) if recipe.weights else None)
    _plot(trained, path.with_suffix(".png"), emit)
    _also(trained, path.parent, also, emit)
    style = read_style(path)
    emit(
        "done",
        name=trained.name,
        path=str(path),
        bytes=style.size,
        checksum=style.checksum,
        **figures,
    )
    return path


def _last_training_loss(progress: Progress) -> float | None:
    """Over the windows since the last estimate but one: the last epoch, where epochs decide."""
    points = progress.history.points
    return round(points[-1].train, 4) if points else None


def _held_out_bits(alphabet: Symbols, flatbuffer: bytes, texts: Sequence[str]) -> float:
    """Bits per character over the texts, state carried through each."""
    voice = Voice(alphabet, Network(flatbuffer, threads=2))
    return float(np.concatenate([voice.score(text).bits for text in texts]).mean())


def _samples(trained: TrainedNetwork, flatbuffer: bytes) -> tuple[Sample, ...]:
    """How the author writes, from the head of a page, at three temperatures."""
    samples = []
    for temperature in _TEMPERATURES:
        network = Network(flatbuffer)
        quiet = network.quiet if trained.trainer.net.features.take_notes else None
        voice = Voice(trained.begun.alphabet, network, quiet)
        stop = SentenceStop(_SAMPLED)
        sampling = Sampling(temperature, min_p=0.0)  # all that it learnt, its slips too
        text = "".join(voice.write(sampling, trained.begun.recipe.seed, stop))
        samples.append(Sample(temperature, trained.begun.recipe.seed, text))
    return tuple(samples)


def _by_word(alphabet: Symbols, flatbuffer: bytes, texts: Sequence[str]) -> dict[str, float]:
    """Of words, perplexity and accuracy over the symbols of the texts, state carried through each.

    All words that the alphabet lacks are one symbol, as is usual where perplexities are told.
    """
    if not isinstance(alphabet, Words):
        return {}
    network = Network(flatbuffer, threads=2)
    bits, right, count = 0.0, 0, 0
    for text in texts:
        ids = np.array([alphabet.start, *alphabet.encode(text).ids], np.int32)
        state = network.zero_state()
        for begin in range(0, len(ids) - 1, _AT_ONCE):
            end = min(begin + _AT_ONCE, len(ids) - 1)
            logits, state = network.read(ids[begin:end], state, every=True)  # [n, V]
            targets = ids[begin + 1 : end + 1]
            bits += float(costs(logits, targets).sum())
            right += int((logits.argmax(axis=1) == targets).sum())
            count += len(targets)
    return {"perplexity": round(2 ** (bits / count), 2), "accuracy": round(right / count, 4)}


def _card(
    trained: TrainedNetwork,
    flatbuffer: bytes,
    weights: str,
    figures: dict[str, Any],
    samples: tuple[Sample, ...],
) -> Card:
    recipe, alphabet, first = (
        trained.begun.recipe,
        trained.begun.alphabet,
        trained.begun.texts[0].source,
    )
    return Card(
        author=trained.begun.author
        or first.author
        or trained.name.replace("-", " ").replace("_", " ").title(),
        sources=tuple(text.source for text in trained.begun.texts),
        cleaning=recipe.cleaning,
        alphabet=alphabet.symbols if isinstance(alphabet, Words) else alphabet.characters,
        recipe=asdict(recipe),
        network={
            "cell": recipe.cell,
            "units": list(recipe.units),
            "embedding": recipe.embedding,
            "lexicon": recipe.lexicon,
            "memory": recipe.memory,
            "state": Network(flatbuffer).state_size,
            "parameters": int(sum(a.size for a in trained.trainer.best_arrays.values())),
            "weights": weights,
        },
        figures=figures,
        made=_made(trained.begun),
        words=alphabet.normalisation if isinstance(alphabet, Words) else None,
        samples=samples,
    )


def _made(begun: TrainingPlan) -> dict[str, Any]:
    import tensorflow as tf

    versions = {name: importlib.metadata.version(name) for name in ("keras", "ai-edge-litert")}
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "tensorflow": str(tf.__version__),
        **versions,
        **({"from": begun.begun_from} if begun.begun_from else {}),
        **({"read_before": list(begun.read_before)} if begun.read_before else {}),
        **({"works": begun.works} if begun.works else {}),
        **({"own_works": begun.own_works} if begun.own_works else {}),
    }


def _also(trained: TrainedNetwork, folder: Path, forms: Sequence[ExportFormat], emit: Emit) -> None:
    if not forms:
        return
    recipe, arrays = trained.begun.recipe, trained.trainer.best_arrays
    try:
        for path in write_formats(recipe, arrays, folder, trained.name, forms):
            emit("note", text=f"Also written: {path}")
    except OSError as error:  # the author is in place, which is what matters
        emit("note", text=f"The forms of --also could not be written: {error.strerror or error}.")


def _plot(trained: TrainedNetwork, path: Path, emit: Emit) -> None:
    progress = trained.progress
    perplexity = trained.begun.recipe.alphabet == "words"
    try:
        write_loss_plot(progress.history, trained.name, path, progress.unit, perplexity=perplexity)
    except OSError as error:  # the author is in place, which is what matters
        emit("note", text=f"The picture of the losses could not be written: {error.strerror}.")
