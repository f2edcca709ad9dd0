"""Lists of works: the texts that hold an author's works, and which of their lines are the author's.

A manifest is a YAML file: one of texts/manifests, which has a name, or any other file.

    author: Charles Dickens
    works:
      - title: Great Expectations   # and author, if another wrote this work
        editions:
          - source: https://www.gutenberg.org/ebooks/1400.txt.utf-8
            file: great_expectations_1400-0.txt
            begin: Chapter I.       # the first line of the work
            end: THE END            # the last line of the work
            cut:                    # what to remove: from one line up to the next, which stays
              - [ILLUSTRATIONS, CHAPTER I]
            footnotes: bracketed
            held_out: Chapter LIV.  # where the part begins that is never trained on

A place in a text is one whole line, without the spaces around it, as it is after the file was
decoded and Gutenberg's header and footer were removed. It may also be several lines, each looked
for after the one before, of which the last is meant. Where several lines are equal the first
counts; at `end`, the last of them.

This module reads manifests. texts/works.py does what they ask for.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from common.errors import ConfigError
from common.files import find_yaml
from common.schema import read_yaml
from texts.cleaning.apparatus import Footnotes

FOLDER = Path(__file__).parent / "manifests"


@dataclass(frozen=True)
class Edition:
    """One edition of a work: a text that holds it, and the lines of that text that belong to it.

    A place is one or more lines, as the module's docstring says.

    Attributes:
        source: the URL of the text.
        file: the name of a copy that `gather_works` looks for in a folder of texts.
        begin: the place of the first line of the work; empty for the first line of the file.
        end: the place of the last line of the work; empty for the last line of the file.
        cut: the passages to remove, in the order of the file. Each names the first line to remove
            and then the place of the next line that stays.
        footnotes: how the footnotes to remove are set, or "kept" to leave them
            (`texts.cleaning.apparatus.remove_apparatus`).
        layout: "play" lays out speakers, speeches and directions as texts/plays.py does.
        characters: how many characters of the decoded file to use, from its start; None for all.
        held_out: the place of the first line that is held out; empty to split by length.
    """

    source: str = ""
    file: str = ""
    begin: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    cut: tuple[tuple[str, ...], ...] = ()
    footnotes: Footnotes = "kept"
    layout: Literal["kept", "play"] = "kept"
    characters: int | None = None
    held_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Work:
    """A work, and its editions.

    Attributes:
        title: the title of the work.
        author: the author of the work, if it is not the author of the whole list.
        editions: the texts that hold the work.
    """

    title: str = ""
    author: str = ""
    editions: tuple[Edition, ...] = ()


@dataclass(frozen=True)
class Works:
    """A list of works, as a manifest gives it.

    Attributes:
        name: the name of the manifest's file, without its suffix.
        shipped: whether the file is one of texts/manifests, which a card may name.
        author: the author that the style writes like.
        works: the works of that author, or of several authors.
    """

    name: str = ""
    shipped: bool = False
    author: str = ""
    works: tuple[Work, ...] = ()


def read_works(name: str) -> Works:
    """Read a manifest.

    Args:
        name: the name of a manifest in texts/manifests, or the path of a YAML file.

    Raises:
        ConfigError: the manifest sets what it cannot set, or leaves out what it must set.
        UsageError: texts/manifests has no manifest of that name.
    """
    path = find_yaml(name, FOLDER, "list of works")
    works = read_yaml(path, Works())
    if works.name or works.shipped:
        raise ConfigError(
            f"{path} sets name or shipped, which follow from where the file is",
            "Remove name and shipped.",
        )
    if not works.author or not works.works:
        raise ConfigError(f"{path} names no author or no works", "Give both.")
    for work in works.works:
        if not work.editions or not all(edition.source for edition in work.editions):
            raise ConfigError(
                f"{path}: {work.title or 'a work'} has no edition, or one without a source",
                "Give the URL of each text as its source.",
            )
        for edition in work.editions:
            if any(len(cut) < 2 for cut in edition.cut):
                raise ConfigError(
                    f"{path}: a cut of {work.title} names one line, which removes nothing",
                    "Name two lines or more: - [FIRST LINE TO REMOVE, NEXT LINE THAT STAYS].",
                )
            if edition.characters is not None and edition.characters < 1:
                raise ConfigError(
                    f"{path}: characters of {work.title} cannot be {edition.characters}",
                    "Set it to 1 or more, or leave it out to use the whole text.",
                )
    for work in works.works:
        if len(work.editions) > 1 and not all(edition.held_out for edition in work.editions):
            raise ConfigError(
                f"{path}: not every edition of {work.title} names a line at held_out",
                "Name one in each, or what one edition holds out the others will teach.",
            )
    return replace(works, name=path.stem, shipped=path.parent == FOLDER)
