"""A whole training, from the user's request to the installed style.

The stages are: fetch, clean and split the texts, plan, fit, release. TensorFlow, which is slow to
load, is loaded beside the fetching and planning, but only once a text begins to come, so that a
wrong address is reported at once. Minutes count from when the texts are there. Every stage is
reported as an event.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.errors import SourceError, UsageError
from common.processor import read_cpuinfo
from common.program import program_name
from common.stderr import silence_stderr
from common.user_dirs import UserDirs
from models.alphabet.characters import Alphabet
from models.alphabet.words import Words
from models.library import Library
from models.style import Style
from texts.corpus import Text, gather, sample_held_out
from texts.works import gather_works
from training.job.checkpoint import Checkpoint
from training.job.events import Emit
from training.job.interrupts import Interrupts
from training.job.packages import TensorFlowLoader, explain_missing_packages, require_package
from training.job.plan import TrainingPlan, make_plan
from training.job.request import TrainingRequest
from training.job.style_names import choose_style_name
from training.job.warm_start import read_warm_start, rebuild_start
from training.loop.budget import Budget, TooShort
from training.network.spelling import letter_codes
from training.recipe import NOTHING, Recipe

if TYPE_CHECKING:
    from training.job.release import FinalNetwork

_SAMPLED = 100_000  # characters that are read to see whether there is anything to learn


def train(
    request: TrainingRequest,
    dirs: UserDirs,
    emit: Emit,
    clock: Callable[[], float] = time.monotonic,
) -> Path:
    """Train an author (a language model) on texts, and save it in the user's styles folder.

    A style is a file that contains a trained author.

    Args:
        request: the user's request: the texts to train on, the name of the author, and the
            settings.
        dirs: the folders for the user's styles, checkpoints and other data.
        emit: a function that is called for each event (message) of the training run, with its name
            and with its values as keyword arguments. docs/events.md lists the events.
        clock: a function that returns the time in seconds. It is used to time the run and to decide
            when checkpoints, samples and reports are due. It may leave out the time in which the
            program was stopped, as `WorkClock` does.

    Returns:
        The path of the style file.

    Raises:
        PasticheError: if the request or a text cannot be used, or if training fails; the message
            says what to do. An existing style with that name is then left unchanged.
        KeyboardInterrupt: if the user stops training; if updates have begun, a checkpoint is saved
            first.
        OSError: if a file cannot be written, for example because the disk is full. An existing
            style with that name is then left unchanged.
    """
    request.check()
    for package in ("tensorflow", "py3langid"):
        require_package(package)
    loader = TensorFlowLoader()
    if request.resume and request.name is not None:
        checkpoint = Checkpoint(dirs.checkpoints / request.name)
        with checkpoint.hold():
            budget = Budget(clock, clock())
            return _train_from(checkpoint, request, dirs, emit, budget, loader)
    if request.name is not None:
        _protect_unfinished(request.name, request.start_over, dirs)
    parent = _find_parent(request.recipe, dirs)
    texts = _gather_texts(request, dirs, emit, loader)
    budget = Budget(clock, clock())
    loader.start()
    name = request.name or _choose_name(request, texts, dirs)
    emit("named", name=name)
    plan, weights = make_plan(request, texts, parent, emit)
    _check_symbols(texts, plan.alphabet)
    checkpoint = Checkpoint(dirs.checkpoints / name)
    with checkpoint.hold():
        try:
            checkpoint.start(plan, weights)
            return _train_from(checkpoint, request, dirs, emit, budget, loader)
        except KeyboardInterrupt:
            checkpoint.discard()  # if nothing was learnt that a training could go on from
            raise


def _protect_unfinished(name: str, start_over: bool, dirs: UserDirs) -> None:
    """Refuse, before anything is fetched, to replace an unfinished training without being asked."""
    checkpoint = Checkpoint(dirs.checkpoints / name)
    with checkpoint.hold():
        if checkpoint.exists and not start_over:
            raise UsageError(
                f"training of {name} was interrupted, and a new run would replace it",
                f"Continue it with --resume --name {name}, or add --anew to start over.",
            )


def _find_parent(recipe: Recipe, dirs: UserDirs) -> Style | None:
    """Return the style to start from, checked before anything is fetched, or None for scratch."""
    if recipe.begin == NOTHING:
        return None
    style = Library(dirs.styles).get(recipe.begin)
    read_warm_start(style)  # refuses a style that has no weights to start from
    return style


def _gather_texts(
    request: TrainingRequest, dirs: UserDirs, emit: Emit, loader: TensorFlowLoader
) -> list[Text]:
    emit("stage", stage="fetch")

    def report_bytes(count: int, total: int | None) -> None:
        if count:  # the address is right
            loader.start()
        emit("fetched", bytes=count, total=total)

    def note(text: str) -> None:
        emit("note", text=text)

    recipe = request.recipe
    if request.works is not None:
        texts = gather_works(
            request.works,
            request.texts_folder,
            dirs.cache,
            request.limits,
            recipe.cleaning,
            note,
            report_bytes,
        )
    else:
        texts = gather(
            request.sources,
            request.origins,
            dirs.cache,
            request.limits,
            recipe.cleaning,
            recipe.characters,
            note,
            report_bytes,
            recipe.held_out,
            request.mirrors,
        )
    for text in texts:
        emit("text", **asdict(text.source))
    if not any(text.held_out.strip() for text in texts):
        raise SourceError(
            "nothing of these texts is held out, so what is learnt could not be measured",
            "Hold out more of them.",
        )
    return texts


def _choose_name(request: TrainingRequest, texts: Sequence[Text], dirs: UserDirs) -> str:
    source = texts[0].source
    title = request.works.name if request.works else source.title
    return choose_style_name(title, source.origin, dirs)


def _check_symbols(texts: Sequence[Text], alphabet: Alphabet | Words) -> None:
    """Refuse texts without one symbol and another to predict from it, such as one long word."""
    for parts in ([text.train for text in texts], [text.held_out for text in texts]):
        if len(alphabet.encode("\n".join(parts)[:_SAMPLED]).ids) < 2:
            raise SourceError(
                f"there are too few {alphabet.unit}s to learn from or to measure on",
                "Give a longer text, or hold out more of it.",
            )


# From here on with TensorFlow


def _train_from(
    checkpoint: Checkpoint,
    request: TrainingRequest,
    dirs: UserDirs,
    emit: Emit,
    budget: Budget,
    loader: TensorFlowLoader,
) -> Path:
    """Train from the checkpoint to the style in its place; the checkpoint is then removed."""
    emit("stage", stage="load")
    loader.finish()
    with explain_missing_packages(), silence_stderr():
        from training.job.release import release
    with Interrupts() as interrupts:
        network = _fit(checkpoint, request, dirs, emit, budget, interrupts)

        def emit_unless_stopped(event: str, **values: Any) -> None:
            if event == "stage":  # the last one comes just before the old author is replaced
                interrupts.check()
            emit(event, **values)

        path = release(network, dirs, request.formats, budget, emit_unless_stopped)
        checkpoint.clear()
        return path


def _fit(
    checkpoint: Checkpoint,
    request: TrainingRequest,
    dirs: UserDirs,
    emit: Emit,
    budget: Budget,
    interrupts: Interrupts,
) -> "FinalNetwork":
    from training.job.monitor import Monitor
    from training.job.release import FinalNetwork
    from training.loop.estimator import TrainingDiverged
    from training.loop.fit import NothingLearned, fit
    from training.loop.progress import Progress
    from training.loop.trainer import Trainer
    from training.network.language_model import choose_compute_type

    plan = checkpoint.read_plan(request.length)
    recipe, alphabet = plan.recipe, plan.alphabet
    budget.total = None if recipe.minutes is None else recipe.minutes * 60
    budget.characters = sum(map(len, sample_held_out(plan.texts)))
    weights = None if checkpoint.exists else _start_weights(checkpoint, plan, dirs)
    compute_type = choose_compute_type(read_cpuinfo())
    emit("stage", stage="fit", minutes=recipe.minutes, symbols=len(alphabet), compute=compute_type)
    trainer = Trainer(
        recipe,
        len(alphabet),
        alphabet.encode(_join([text.train for text in plan.texts], recipe)).ids,
        alphabet.encode(_join([text.held_out for text in plan.texts], recipe)).ids,
        compute_type,
        alphabet.start,
        weights,
        letter_codes(alphabet.characters) if isinstance(alphabet, Alphabet) else None,
    )
    progress = Progress.from_recipe(recipe)
    if checkpoint.exists:
        progress.restore(trainer.restore(checkpoint.read()))
        done = round(progress.spent if progress.unit == "seconds" else progress.elapsed)
        total = round(progress.total)
        emit("note", text=f"Continuing from {done} {progress.unit} of {total}.")
    monitor = Monitor(trainer, alphabet, recipe, checkpoint, emit, budget.clock)
    monitor.save(progress)  # now, so that a full disk is seen before minutes are spent

    def watch(progress: Progress, estimated: bool) -> bool:
        is_over = monitor(progress, estimated)
        interrupts.check()
        return is_over

    try:
        fit(trainer, recipe, progress, budget, watch)
    except KeyboardInterrupt:
        monitor.save(progress)
        emit(
            "note", text=f"Continue with: {program_name()} train --resume --name {checkpoint.name}"
        )
        raise
    except (NothingLearned, TooShort):
        checkpoint.clear()  # there is nothing to go on from
        raise
    except TrainingDiverged as error:
        if not progress.history.points:
            raise
        event = f"Training diverged after {progress.updates:,} updates"
        emit("note", text=f"{event}; the best weights before that are kept. {error.todo}")
    monitor.save(progress)  # what comes now can be stopped too
    return FinalNetwork(checkpoint.name, plan, trainer, progress)


def _start_weights(checkpoint: Checkpoint, plan: TrainingPlan, dirs: UserDirs) -> Any:
    """Return the weights to start from, float32 by name, or None for scratch."""
    weights = checkpoint.read_start()
    if weights is None and plan.parent is not None:  # an earlier version saved no weights
        style = Library(dirs.styles).get(plan.parent.split()[0])
        weights = rebuild_start(plan.parent, style, plan.alphabet, plan.texts, plan.recipe)
    return weights


def _join(parts: Sequence[str], recipe: Recipe) -> str:
    text = "\n\n\n".join(parts)
    return text.lower() if recipe.lower else text
