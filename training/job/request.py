"""What a training is asked for, and what cannot be meant. It carries nothing out."""

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
    """What is to be trained.

    Attributes:
        sources: URLs and files; none when resuming.
        name: of the style; None makes one from the title.
        recipe: how.
        origins: where files came from, for the card.
        anew: an unfinished training of that name may be lost.
        resume: go on from the last checkpoint of that name, in place of all that is above.
        limits: on each download.
        works: in place of sources: an author's works, with what is theirs in each text.
        copies: folder of copies of the works' texts; None fetches them.
        alone: the recipe to fall back to where there is nothing to begin from that would help.
        also: further forms that the network is written in, beside the style.
        length: when resuming, another length than it was begun with: minutes, epochs or updates.
    """

    sources: Sequence[str]
    name: str | None
    recipe: Recipe
    origins: Sequence[str] = ()
    anew: bool = False
    resume: bool = False
    limits: Limits = DEFAULT_LIMITS
    works: Works | None = None
    copies: Path | None = None
    alone: Recipe | None = None
    also: Sequence[ExportFormat] = ()
    length: Mapping[str, float] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse what cannot be meant, before anything is done for it.

        Raises:
            UsageError: when it cannot.
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
                f"{BASE} is what new authors begin from,"
                " and one without weights cannot take its place",
                "Choose another name, or write weights: yes in the recipe.",
            )
        if self.recipe.lower and self.recipe.begin != NOTHING:
            raise UsageError(
                f"the recipe makes capitals small, and {self.recipe.begin} reads and writes them",
                f"Add --from {NOTHING}, or take lower out of the recipe.",
            )
        if not (self.sources or self.works):
            raise UsageError("there is nothing to train on", "Give a URL or a file.")
        if self.sources and self.works:
            raise UsageError(
                "a list of works stands in place of sources", "Leave out the one or the other."
            )
        if self.works and self.recipe.held_out != HELD_OUT:
            raise UsageError(
                "the recipe says how much is held out, and of works their list does",
                "Take held_out out of the recipe, or name the texts in place of the works.",
            )
        if self.works and self.recipe.characters is not None:
            raise UsageError(
                "the recipe uses the first characters of a text, and of works their list says what",
                "Take characters out of the recipe, or name the text in place of the works.",
            )
