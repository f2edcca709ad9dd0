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

A place in a text is given by one whole line, without the spaces around it, as it is after the file
has been decoded and Gutenberg's header and footer have been removed. It may also be given by
several lines: each is looked for after the line before, and the last one is the place. If several
lines of the text are equal, the first one counts; at `end`, the last one.

This module only reads manifests. texts/works.py fetches and cuts the texts.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from common.errors import ConfigError
from common.schema import find_yaml, read_yaml
from texts.cleaning.apparatus import Footnotes

FOLDER = Path(__file__).parent / "manifests"


@dataclass(frozen=True)
class Edition:
    """One edition of a work: the text that contains the work, and the lines that belong to it.

    A position in the text is specified as a tuple of one or more complete lines. They are searched
    for in order, each below the one before; the position is that of the last line.

    Attributes:
        source: the URL of the text.
        file: the name of a file with a copy of the text, used if the user provides a folder of
            copies.
        begin: the position of the first line of the work; empty for the first line of the text.
        end: the position of the last line of the work; empty for the last line of the text.
        cut: the parts to remove, in the order in which they occur in the text. Each part is a
            tuple: the first line to remove, then the position of the next line to keep.
        footnotes: the format of the footnotes to remove: "bracketed" if they look like [Footnote 3:
            ...], or "listed" if each is a paragraph that begins with its mark, such as [3]. "kept"
            to keep footnotes.
        layout: "play" to give a play a uniform layout, with each speech below its speaker's name;
            "kept" to keep the original layout.
        characters: the number of characters of the decoded text to use, from its start; None for
            the whole text.
        held_out: the position of the first line of the held-out part, which is excluded from
            training and used for evaluation; empty to hold out the last tenth.
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
    """One work in a list of works, with its editions.

    Attributes:
        title: the title of the work.
        author: the writer of the work; "" if it is the writer named for the whole list.
        editions: the editions of the work, each with the text that contains it.
    """

    title: str = ""
    author: str = ""
    editions: tuple[Edition, ...] = ()


@dataclass(frozen=True)
class Works:
    """A list of works on which a language model is trained, read from a manifest (a YAML file).

    Attributes:
        name: the name of the manifest file, without its extension.
        shipped: whether the manifest is one of those shipped with the program, in texts/manifests.
        author: the name of the writer whom the model imitates.
        works: the works on the list, which may be by several writers.
    """

    name: str = ""
    shipped: bool = False
    author: str = ""
    works: tuple[Work, ...] = ()


def read_works(name: str) -> Works:
    """Read a list of works from its manifest (a YAML file), check it, and return it.

    Args:
        name: the name of a manifest in texts/manifests, or the path of a YAML file.

    Raises:
        ConfigError: if the manifest cannot be read, contains an invalid key or value, or does not
            specify something that is required: a writer, a work, a source or, if a work has several
            editions, where the held-out part of each (the part excluded from training) begins.
        UsageError: if there is no manifest with that name.
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
