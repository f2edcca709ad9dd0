"""Lists of works: which texts hold what an author wrote, and which of their lines are the author's.

A manifest is a YAML file, one of texts/manifests by name, or any file:

    author: Charles Dickens
    works:
      - title: Great Expectations   # and author, where one work is another's
        editions:
          - source: https://www.gutenberg.org/ebooks/1400.txt.utf-8
            file: great_expectations_1400-0.txt
            begin: Chapter I.       # the first line kept
            end: THE END            # the last line kept
            cut:                    # what is taken out: from a line up to the next, which stays
              - [ILLUSTRATIONS, CHAPTER I]
            footnotes: bracketed
            held_out: Chapter LIV.  # where the part begins that is never trained on

A place is one whole line, without the spaces around it, as it stands once the file is decoded and
Gutenberg's header and footer are off; or several lines, each looked for after the one before, of
which the last is meant. The first of several equal lines counts; at `end`, the last of them.

This module reads them. What they ask for, texts/works.py does.
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
    """One text that holds a work.

    Attributes:
        source: its URL.
        file: the name of a copy, as `gather_works` looks for it in a folder of texts.
        begin: place of the first line kept; nothing means the first of the file.
        end: place of the last line kept; nothing means the last of the file.
        cut: each goes from the first line named to the place all its lines name, looked for one
            cut after the other.
        footnotes: how they are set, if they are to be taken out.
        layout: play puts speakers, speeches and directions as texts/plays.py does.
        characters: only so many of the decoded file are looked at.
        held_out: place of the first line held out; nothing means by length.
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
    """A work and the editions of it; `author` is told where it is not the list's."""

    title: str = ""
    author: str = ""
    editions: tuple[Edition, ...] = ()


@dataclass(frozen=True)
class Works:
    """All works of an author.

    Attributes:
        name: the manifest's, without its suffix.
        shipped: whether it is one of texts/manifests, which a card may name.
        author: whom the style writes like.
        works: of the author's, or of several authors'.
    """

    name: str = ""
    shipped: bool = False
    author: str = ""
    works: tuple[Work, ...] = ()


def read_works(name: str) -> Works:
    """The manifest of that name or path.

    Raises:
        ConfigError: when it says what a manifest cannot say, or leaves out what it must say.
        UsageError: when there is none of that name.
    """
    path = find_yaml(name, FOLDER, "list of works")
    works = read_yaml(path, Works())
    if works.name or works.shipped:
        raise ConfigError(
            f"{path} says its name, or that it is shipped, which its place says",
            "Take name and shipped out.",
        )
    if not works.author or not works.works:
        raise ConfigError(f"{path} names no author or no works", "Give it both.")
    for work in works.works:
        if not work.editions or not all(edition.source for edition in work.editions):
            raise ConfigError(
                f"{path}: {work.title or 'a work'} has no edition, or one without a source",
                "Give the address of each text.",
            )
        for edition in work.editions:
            if any(len(cut) < 2 for cut in edition.cut):
                raise ConfigError(
                    f"{path}: a cut of {work.title} is of one line, and takes nothing out",
                    "Give each two lines or more: - [THE FIRST TAKEN OUT, THE NEXT KEPT].",
                )
            if edition.characters is not None and edition.characters < 1:
                raise ConfigError(
                    f"{path}: characters of {work.title} cannot be {edition.characters}",
                    "It is 1 or more; leave it out to look at all.",
                )
    for work in works.works:
        if len(work.editions) > 1 and not all(edition.held_out for edition in work.editions):
            raise ConfigError(
                f"{path}: the editions of {work.title} do not all name the line at held_out",
                "Name it in each: what one holds out the others would teach.",
            )
    return replace(works, name=path.stem, shipped=path.parent == FOLDER)
