"""What a person asks of a training, and which requests make no sense."""

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
    """What a person asks of a training.

    Attributes:
        sources: URLs and files to learn from; none when resuming.
        name: of the new style; None makes one from the title.
        recipe: how to train.
        origins: where the files came from, for the card; may be fewer than the sources.
        start_over: replace an unfinished training of that name.
        resume: go on from the last checkpoint of that name; sources and recipe are then the plan's.
        limits: on each download.
        works: a list of an author's works, in place of sources.
        texts_folder: folder with copies of the texts on that list; None fetches them.
        fallback: the recipe to use where the style to start from does not know the language; None
            uses `recipe` from scratch.
        formats: in which the network is exported beside the style.
        length: when resuming, a length in place of the plan's: minutes, epochs or updates.
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
        """Refuse a request that makes no sense, before anything is done for it.

        Raises:
            UsageError: saying what is wrong, and what to change.
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
                raise UsageError("--resume needs to know which training", "Add --name NAME.")
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
