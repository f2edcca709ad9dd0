"""The last stages of a training, from trained weights to an installed style.

The network is exported, checked, measured and installed as a style (a file that contains a trained
author). An old style of that name stays until the new one replaces it as a whole. Every stage is
reported as an event.
"""

import datetime
import importlib.metadata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from common.errors import TrainingError
from common.settings import Sampling
from common.user_dirs import UserDirs
from models.alphabet.alphabet import AnyAlphabet
from models.alphabet.words import Words
from models.card import Card, Sample
from models.network import Network
from models.style import SUFFIX, read_style, write_style
from models.voice import Voice
from models.writing.stops import SentenceStop
from texts.corpus import sample_held_out
from training.job.events import Emit
from training.job.measurement import Bits, Reader
from training.job.plan import TrainingPlan
from training.loop.budget import Budget
from training.loop.plot import write_loss_plot
from training.loop.progress import Progress
from training.loop.trainer import Trainer
from training.network.export import TOLERANCE, Exporter, max_logit_error
from training.network.formats import ExportFormat
from training.network.keras_formats import write_formats
from training.network.weights import pack_weights

INT8_COST = 0.01  # share of the held-out bits; an int8 step that costs more is not used
_TEMPERATURES = (0.5, 0.7, 0.9)
_SAMPLED = 300  # characters of a sample, which then goes on to the end of its sentence
_CHECKED = 128  # symbols of held-out text that the float32 export is checked on
_COMPARED = 50_000  # characters at most that int8 is compared with float32 on, unless that ships


@dataclass(frozen=True)
class FinalNetwork:
    """A network that has been trained but not yet saved as a style.

    A style is a file that contains a trained language model.

    Attributes:
        name: the name of the new style.
        plan: the plan of the training run: its settings, texts, alphabet and starting point.
        trainer: the object that trained the network; it contains the best weights.
        progress: the record of the whole run, including the estimates of the loss.
    """

    name: str
    plan: TrainingPlan
    trainer: Trainer
    progress: Progress


def release(
    network: FinalNetwork,
    dirs: UserDirs,
    formats: Sequence[ExportFormat],
    budget: Budget,
    emit: Emit,
) -> Path:
    """Save a network's best weights as a new style, and install the style for the user.

    A style is a file that contains a trained language model. The network is exported, compared with
    the original, evaluated on the held-out text (which is excluded from training), and installed.
    The weights are stored as int8, unless this makes the loss on the held-out text more than one
    per cent higher than with float32. In that case, they are stored as float32. If the length of
    the training run is in minutes, the evaluation stops when this time runs out, even if the whole
    text has not been read. A plot of the losses is saved next to the style file.

    Args:
        network: the trained network.
        dirs: the folders for the user's styles and other data.
        formats: additional formats in which to save the network next to the style file. If one of
            them cannot be written, the failure is reported as a message, and no error is raised.
        budget: the time that the training run has spent and the time that it has left.
        emit: a function that is called for each event, with its name and with its values as keyword
            arguments. Events are the start of each stage, messages for the user, and finally the
            results of the evaluation.

    Returns:
        The path of the style file.

    Raises:
        TrainingError: if the exported network computes noticeably different logits from the
            trained network.
        OSError: if the style cannot be written, for example because the disk is full; an existing
            style with that name is then left unchanged.
    """
    recipe, arrays = network.plan.recipe, network.trainer.best_arrays
    emit("stage", stage="export")
    exporter = Exporter(recipe, arrays)
    exact = exporter.export(quantise=False)
    small = exporter.export(quantise=True)
    emit("stage", stage="check")
    held_out = sample_held_out(network.plan.texts)
    checked = network.plan.alphabet.encode("\n".join(held_out)).ids[:_CHECKED]
    error = max_logit_error(recipe, arrays, exact, checked)
    if not error <= TOLERANCE:
        raise TrainingError(
            f"the exported network differs from the trained one by {error:.2g} in its logits",
            "This is a fault of the program or of this machine's TensorFlow; please report it.",
        )
    emit("stage", stage="measure")
    samples = _samples(network, small)
    readers = [Reader(network.plan.alphabet, Network(each), held_out) for each in (small, exact)]
    bits, exact_bits = _measure(readers, budget)
    difference = exact_bits.excess(bits)
    weights = "int8"
    if -difference > exact_bits.mean * INT8_COST:
        emit(
            "note", text="With 8-bit weights the author would write worse, so they stay at 32 bits."
        )
        small, weights, difference = exact, "float32", 0.0
        bits = readers[1].read(lambda: budget.remaining <= budget.last)
        samples = _samples(network, small)
    figures = {
        "bits_per_character": round(bits.mean, 4),
        **({} if bits.error is None else {"standard_error": round(bits.error, 4)}),
        "bits_per_character_float32": round(bits.mean + difference, 4),
        "held_out_characters": bits.characters,
        "optimiser_seconds": round(network.progress.seconds, 1),
        "updates": network.trainer.updates,
        "symbols_read": network.progress.symbols,
        "compute": network.trainer.net.compute_type,
        "float32_export_error": float(f"{error:.2g}"),
        "training_bits_per_symbol": _last_training_loss(network.progress),
        **_word_figures(network.plan.alphabet, readers[weights == "float32"]),
    }
    card = _card(network, small, weights, figures, samples)
    emit("stage", stage="install")
    path = dirs.styles / f"{network.name}{SUFFIX}"
    write_style(path, card, small, pack_weights(arrays) if recipe.weights else None)
    _plot(network, path.with_suffix(".png"), emit)
    _export(network, path.parent, formats, emit)
    style = read_style(path)
    emit(
        "done",
        name=network.name,
        path=str(path),
        bytes=style.size,
        checksum=style.checksum,
        **figures,
    )
    return path


def _last_training_loss(progress: Progress) -> float | None:
    """Return the training loss of the last estimate, in bits per symbol; None if there is none.

    It is the mean since the estimate before; if the length is in epochs, that is the last epoch.
    """
    points = progress.history.points
    return round(points[-1].train, 4) if points else None


def _measure(readers: Sequence[Reader], budget: Budget) -> tuple[Bits, Bits]:
    """Return what held-out text costs the int8 network and the float32 network, side by side."""

    def is_time_up() -> bool:
        return budget.remaining <= budget.last

    small, exact = readers
    with ThreadPoolExecutor(2) as pool:
        compared = pool.submit(exact.read, is_time_up, _COMPARED)
        bits = small.read(is_time_up)
        return bits, compared.result()


def _samples(network: FinalNetwork, flatbuffer: bytes) -> tuple[Sample, ...]:
    """Write samples of the author on an empty page, at three temperatures."""
    samples = []
    for temperature in _TEMPERATURES:
        step = Network(flatbuffer)
        recall_only = step.recall_only if network.trainer.net.features.take_notes else None
        voice = Voice(network.plan.alphabet, step, recall_only)
        stop = SentenceStop(_SAMPLED)
        sampling = Sampling(temperature, min_p=0.0)  # all that it learnt, its slips too
        text = "".join(voice.write(sampling, network.plan.recipe.seed, stop))
        samples.append(Sample(temperature, network.plan.recipe.seed, text))
    return tuple(samples)


def _word_figures(alphabet: AnyAlphabet, reader: Reader) -> dict[str, float]:
    """Return perplexity and accuracy per word, or nothing for an alphabet of characters."""
    if not isinstance(alphabet, Words):
        return {}
    return {"perplexity": round(reader.perplexity, 2), "accuracy": round(reader.accuracy, 4)}


def _card(
    network: FinalNetwork,
    flatbuffer: bytes,
    weights: str,
    figures: dict[str, Any],
    samples: tuple[Sample, ...],
) -> Card:
    recipe, alphabet, first = (
        network.plan.recipe,
        network.plan.alphabet,
        network.plan.texts[0].source,
    )
    return Card(
        author=network.plan.author
        or first.author
        or network.name.replace("-", " ").replace("_", " ").title(),
        sources=tuple(text.source for text in network.plan.texts),
        cleaning=network.plan.cleaning,
        alphabet=alphabet.symbols if isinstance(alphabet, Words) else alphabet.characters,
        recipe=asdict(recipe),
        network={
            "cell": recipe.cell,
            "units": list(recipe.units),
            "embedding": recipe.embedding,
            "lexicon": recipe.lexicon,
            "memory": recipe.memory,
            "state": Network(flatbuffer).state_size,
            "parameters": int(sum(a.size for a in network.trainer.best_arrays.values())),
            "weights": weights,
        },
        figures=figures,
        made=_origin(network.plan),
        words=alphabet.normalisation if isinstance(alphabet, Words) else None,
        samples=samples,
    )


def _origin(plan: TrainingPlan) -> dict[str, Any]:
    import tensorflow as tf

    versions = {name: importlib.metadata.version(name) for name in ("keras", "ai-edge-litert")}
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "tensorflow": str(tf.__version__),
        **versions,
        **({"from": plan.parent} if plan.parent else {}),
        **({"read_before": list(plan.known_texts)} if plan.known_texts else {}),
        **({"works": plan.works} if plan.works else {}),
        **({"own_works": plan.own_works} if plan.own_works else {}),
    }


def _export(
    network: FinalNetwork, folder: Path, formats: Sequence[ExportFormat], emit: Emit
) -> None:
    if not formats:
        return
    recipe, arrays = network.plan.recipe, network.trainer.best_arrays
    try:
        for path in write_formats(recipe, arrays, folder, network.name, formats):
            emit("note", text=f"Also written: {path}")
    except OSError as error:  # the author is in place, which is what matters
        emit("note", text=f"The formats of --also could not be written: {error.strerror or error}.")


def _plot(network: FinalNetwork, path: Path, emit: Emit) -> None:
    progress = network.progress
    perplexity = network.plan.recipe.alphabet == "words"
    try:
        write_loss_plot(progress.history, network.name, path, progress.unit, perplexity=perplexity)
    except OSError as error:  # the author is in place, which is what matters
        emit("note", text=f"The picture of the losses could not be written: {error.strerror}.")
