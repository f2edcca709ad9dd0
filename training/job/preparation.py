"""The preparation of a training: from the user's request to a plan, without TensorFlow.

The preview that `pastiche train --dry-run` shows is made here too: it is a preparation that goes no
further.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from common.errors import SourceError
from common.user_dirs import UserDirs
from models.alphabet.characters import Alphabet
from models.alphabet.words import Words
from models.library import Library
from models.style import Style
from texts.advice import advise
from texts.corpus import Text, gather
from texts.language import detect_language
from texts.works import gather_works
from training.job.checkpoint import Checkpoint
from training.job.events import Emit
from training.job.packages import require_package
from training.job.plan import TrainingPlan, make_plan
from training.job.request import TrainingRequest
from training.job.style_names import choose_style_name
from training.job.warm_start import choose_pages, estimate_bits, read_warm_start
from training.network.weights import Arrays
from training.recipe import NOTHING

_SAMPLED = 100_000  # characters that are read to see whether there is anything to learn
_PAGES = 5  # of the text, which the style to start from reads for the preview


class Preparation:
    """An object that prepares one training run: it fetches the texts and makes the run's plan.

    The plan consists of the run's settings, its texts and its starting point. A run can start from
    a style, a file that contains a trained language model.

    Args:
        request: the user's request, which must already have been checked.
        dirs: the folders for the user's styles, checkpoints and other data.
        emit: a function that is called for each event (message) of the training run, with its name
            and with its values as keyword arguments. docs/events.md lists the events.

    Raises:
        PasticheError: if a training run with the requested name is in progress, if there is an
            unfinished one (unless the request is to start over), or if the style to start from
            cannot be used. Nothing has been fetched at that point.
    """

    def __init__(self, request: TrainingRequest, dirs: UserDirs, emit: Emit) -> None:
        require_package("py3langid")
        self._request, self._dirs, self._emit = request, dirs, emit
        if request.name is not None:
            checkpoint = Checkpoint(dirs.checkpoints / request.name)
            checkpoint.check_idle()
            checkpoint.check_free(request.start_over)
        self._parent = self._find_parent()

    def gather(self, begin: Callable[[], None] = lambda: None) -> list[Text]:
        """Fetch and clean the texts of the request, and split them for training and evaluation.

        Args:
            begin: a function that is called each time some of a text's data has been received.

        Returns:
            The texts, each split into a training part and a held-out part (excluded from training
            and used for evaluation).

        Raises:
            PasticheError: if a text cannot be fetched, read or learnt from.
        """
        request, recipe, emit = self._request, self._request.recipe, self._emit
        emit("stage", stage="fetch")

        def report_bytes(count: int, total: int | None) -> None:
            if count:  # the address is right
                begin()
            emit("fetched", bytes=count, total=total)

        if request.works is not None:
            texts = gather_works(
                request.works,
                request.texts_folder,
                self._dirs.cache,
                request.limits,
                request.cleaning,
                self._note,
                report_bytes,
            )
        else:
            texts = gather(
                request.sources,
                request.origins,
                self._dirs.cache,
                request.limits,
                request.cleaning,
                recipe.characters,
                self._note,
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

    def settle(self, texts: Sequence[Text]) -> tuple[str, TrainingPlan, Arrays | None]:
        """Decide on the name and the plan of the training run, and on its initial weights.

        The user is told what in the texts will limit the new author, if anything.

        Args:
            texts: the texts, as returned by the method `gather`.

        Returns:
            The name of the new style (a file that will contain the trained language model), the
            plan (the run's settings, texts and starting point), and the float32 weights that
            training starts from, by name; the weights are None if training starts from random
            weights.

        Raises:
            PasticheError: if the style to start from is incompatible with the recipe (the settings
                of the run), or if the texts contain too few symbols to learn from.
        """
        name = self._request.name or self._choose_name(texts)
        self._emit("named", name=name)
        plan, weights = make_plan(self._request, texts, self._parent, self._emit)
        _check_symbols(texts, plan.alphabet)
        train = [text.train for text in texts]
        for sentence in advise(train, is_from_scratch=plan.parent is None):
            self._note(sentence)
        return name, plan, weights

    def preview(self) -> None:
        """Prepare the training run and report what it would do, without training anything.

        The report is an event (a message for the user) called "preview"; docs/events.md lists its
        values. Nothing is saved except copies of fetched texts in the cache.

        Raises:
            PasticheError: if the texts or the settings cannot be used, so that training would fail.
        """
        texts = self.gather()
        name, plan, _ = self.settle(texts)
        train = [text.train for text in texts]
        recipe, pages = plan.recipe, choose_pages(train, _PAGES)
        values: dict[str, Any] = {
            "name": name,
            "train": sum(map(len, train)),
            "held_out": sum(len(text.held_out) for text in texts),
            "language": detect_language(pages),
            "alphabet": plan.alphabet.unit,
            "symbols": len(plan.alphabet),
            "start": recipe.begin if plan.parent else None,
            "bits": None,
            "minutes": recipe.minutes,
            "epochs": recipe.epochs,
            "updates": recipe.updates,
        }
        if plan.parent and self._parent is not None:
            values["bits"] = round(estimate_bits(self._parent, pages), 4)
        self._emit("preview", **values)

    def _note(self, text: str) -> None:
        self._emit("note", text=text)

    def _find_parent(self) -> Style | None:
        """Return the style to start from, checked, or None for scratch."""
        if self._request.recipe.begin == NOTHING:
            return None
        style = Library(self._dirs.styles).get(self._request.recipe.begin)
        read_warm_start(style)  # refuses a style that has no weights to start from
        return style

    def _choose_name(self, texts: Sequence[Text]) -> str:
        source, works = texts[0].source, self._request.works
        return choose_style_name(works.name if works else source.title, source.origin, self._dirs)


def _check_symbols(texts: Sequence[Text], alphabet: Alphabet | Words) -> None:
    """Refuse texts without one symbol and another to predict from it, such as one long word."""
    for parts in ([text.train for text in texts], [text.held_out for text in texts]):
        if len(alphabet.encode("\n".join(parts)[:_SAMPLED]).ids) < 2:
            raise SourceError(
                f"there are too few {alphabet.unit}s to learn from or to measure on",
                "Give a longer text, or hold out more of it.",
            )
