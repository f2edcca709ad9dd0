"""The user's request for a training, and the checks that refuse requests that make no sense."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from common.errors import UsageError
from models.library import BASE
from models.style import check_name
from texts.corpus import HELD_OUT
from texts.manifest import Works
from texts.web.download import DEFAULT_LIMITS, Limits
from training.network.formats import ExportFormat
from training.recipe import NOTHING, Recipe


@dataclass(frozen=True)
class TrainingRequest:
    """The user's request for a training run.

    A style is a trained author, in one file.

    Attributes:
        sources: the URLs and file names of the texts to learn from; empty when resuming.
        name: the name of the new style; if None, a name is made from the title of the text.
        recipe: the settings of the training run.
        origins: where each source comes from, in the order of the sources, for the metadata of the
            style. There may be fewer origins than sources.
        start_over: whether to replace an unfinished training run of that name.
        resume: whether to continue the unfinished training run of that name from its last
            checkpoint, with the texts and settings of that run.
        limits: the largest size and the longest time allowed for each download.
        works: the list of an author's works to learn from; None learns from `sources` instead.
        texts_folder: the folder with copies of the texts on the list of works; None downloads them.
        fallback: the recipe to use if the style to start from does not know the language of the
            texts; None uses `recipe`, starting from random weights.
        formats: further formats in which to write the network next to the style.
        length: when resuming, a new length of the run, such as {"minutes": 20}; the key is
            "minutes", "epochs" or "updates". If empty, the run keeps its length.
    """

    sources: Sequence[str]
    name: str | None
    recipe: Recipe
    origins: Sequence[str] = ()
    start_over: bool = False
    resume: bool = False
    limits: Limits = DEFAULT_LIMITS
    works: Works | None = None
    texts_folder: Path | None = None
    fallback: Recipe | None = None
    formats: Sequence[ExportFormat] = ()
    length: Mapping[str, float] = field(default_factory=dict)

    def check(self) -> None:
        """Check that the request makes sense, before any work is done for it.

        Raises:
            UsageError: if options contradict each other, if something is missing, or if the name
                cannot be used; the message says what to change.
        """
        if self.name is not None:
            check_name(self.name)
            if self.name == NOTHING:
                raise UsageError(
                    f"an author cannot be called {NOTHING}, which stands for no author at all",
                    "Choose another name.",
                )
        if self.resume:
            if self.name is None:
                raise UsageError("--resume needs to know which training run", "Add --name NAME.")
            return
        if self.name == BASE and not self.recipe.weights:
            raise UsageError(
                f"new authors start from {BASE}, so its style must carry weights",
                "Choose another name, or write weights: yes in the recipe.",
            )
        if self.recipe.lower and self.recipe.begin != NOTHING:
            raise UsageError(
                f"the recipe lower-cases its text, and {self.recipe.begin} uses capitals",
                f"Add --from {NOTHING}, or take lower out of the recipe.",
            )
        if not (self.sources or self.works):
            raise UsageError("there is nothing to train on", "Give a URL or a file.")
        if self.sources and self.works:
            raise UsageError("a list of works takes the place of sources", "Leave out one of them.")
        if self.works and self.recipe.held_out != HELD_OUT:
            raise UsageError(
                "the recipe says how much is held out, but a list of works settles that itself",
                "Take held_out out of the recipe, or name the texts instead of the list.",
            )
        if self.works and self.recipe.characters is not None:
            raise UsageError(
                "the recipe uses the first characters of a text, but a list of works names parts",
                "Take characters out of the recipe, or name the text instead of the list.",
            )
