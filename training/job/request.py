"""The user's request for a training, and the checks that refuse requests that make no sense."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from common.errors import UsageError
from models.library import BASE
from models.style import check_name
from texts.corpus import HELD_OUT
from texts.manifest import Works
from texts.source import Cleaning
from texts.web.download import DEFAULT_LIMITS, Limits
from texts.works import restrict_cleaning
from training.network.formats import ExportFormat
from training.recipe import NOTHING, Recipe


@dataclass(frozen=True)
class TrainingRequest:
    """The user's request for a training run.

    A style is a file that contains a trained language model.

    Attributes:
        sources: the texts to train on, such as URLs and the paths of files or folders; empty when
            resuming or if `works` is given.
        name: the name of the new style; if None, the name is derived from the title of the text.
        recipe: the settings of the training run.
        origins: where the first sources came from, in the same order; recorded in the style's
            metadata instead of their URLs or paths. There can be fewer origins than sources.
        start_over: whether to replace an unfinished training run with the same name.
        resume: whether to resume the unfinished training run with the same name from its last
            checkpoint, using the texts and settings of that run.
        limits: the maximum size of each download, and the maximum time that it may take.
        works: the list of a writer's works to train on; if None, the texts in `sources` are used
            instead.
        texts_folder: the folder that contains copies of the texts on the list of works; if None,
            the texts are downloaded.
        fallback: the recipe to use if the style to start from does not know the language of the
            texts; if None, `recipe` is used, and training starts from random weights.
        formats: additional formats in which to save the network next to the style file.
        length: when resuming, a new length for the run, such as {"minutes": 20}; the key is
            "minutes", "epochs" or "updates". If empty, the length is not changed.
        mirrors: the addresses of websites that hold copies of Project Gutenberg's books, from which
            these books can be downloaded.
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
    mirrors: Sequence[str] = ()

    @property
    def cleaning(self) -> Cleaning:
        """The settings by which the texts are really cleaned before a model is trained on them.

        They are those of the recipe, without what does not apply to a list of works.
        """
        cleaning = self.recipe.cleaning
        return restrict_cleaning(cleaning) if self.works else cleaning

    def check(self) -> None:
        """Check that the request is valid.

        Raises:
            UsageError: if options contradict each other, if a required option is missing, or if the
                name cannot be used; the message says what to change.
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
            raise UsageError("there is nothing to train on", "Give an address, a file or a folder.")
        if self.sources and self.works:
            raise UsageError("a list of works takes the place of sources", "Leave out one of them.")
        if self.works and self.recipe.held_out != HELD_OUT:
            raise UsageError(
                "the recipe says how much is held out, but a list of works settles that itself",
                "Take held_out out of the recipe, or name the texts instead of the list.",
            )
        if self.works and (self.recipe.keep or self.recipe.columns):
            key = "keep" if self.recipe.keep else "columns"
            raise UsageError(
                f"the recipe has {key}, but a list of works settles itself what is cut",
                f"Take {key} out of the recipe, or name the texts instead of the list.",
            )
        if self.works and self.recipe.characters is not None:
            raise UsageError(
                "the recipe uses the first characters of a text, but a list of works names parts",
                "Take characters out of the recipe, or name the text instead of the list.",
            )
