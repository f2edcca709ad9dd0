"""How often the people of a page come again, with and without the cast.

    .venv/bin/python benchmarks/people.py [STYLE] [--texts FOLDER] [--pages N]
        [--candidates N] [--smoke]

Three parts. The first continues pages of the author's held-out text and compares that with how the
book goes on (measures/people.py). It is left out for an author whose pages name nobody often. The
second says how many bits per character the book's own text costs after pages of the held-out text,
whoever is named there (measures/naming_bits.py). The third continues twelve prompts of two people
each, in people_prompts.json, with ten seeds each, as `pastiche write` does with its defaults, and
counts the passages in which one of the two comes again, by the letters of the name.

FOLDER has the texts that the author learnt from; without it they are fetched. --candidates 1
continues pages and prompts without a choice of sentences, which shows the cast alone. --smoke uses
two pages of the prompts themselves, and two prompts with one seed each.
"""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from common.defaults import CANDIDATES
from common.settings import MOST_CANDIDATES
from common.user_dirs import find_user_dirs
from measures.dictionary import Dictionary
from measures.naming_bits import measure_bits
from measures.people import (
    SEEDS,
    Page,
    Prompt,
    continue_prompts,
    count_people,
    cut_pages,
    find_pages,
    has_name,
    write_passages,
)
from measures.training_texts import find_training_texts
from models.library import SHIPPED
from models.people.cast import CAST_OFF, Cast
from models.style import read_style

_PROMPTS = Path(__file__).with_name("people_prompts.json")


def read_prompts() -> list[Prompt]:
    """Return the prompts of people_prompts.json."""
    return [
        Prompt(prompt["text"], tuple(prompt["people"]))
        for prompt in json.loads(_PROMPTS.read_text(encoding="utf-8"))
    ]


def main(
    name: Annotated[str, typer.Argument(metavar="STYLE", help="A shipped author.")] = "dickens",
    texts: Annotated[Path | None, typer.Option(help="Folder of the author's texts.")] = None,
    pages: Annotated[int, typer.Option(help="Pages of held-out text, at most.")] = 200,
    candidates: Annotated[
        int,
        typer.Option(min=1, max=MOST_CANDIDATES, help="Sentences to choose each one from."),
    ] = CANDIDATES,
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in seconds.")] = False,
) -> None:
    """Print the figures of one author, without the cast and with it."""
    style, prompts = read_style(SHIPPED / f"{name}.style"), read_prompts()
    voice = style.voice()
    if smoke:
        prompts = prompts[:2]
        found = any_pages = [Page(prompt.text, " " + prompt.text) for prompt in prompts]
        dictionary = Dictionary(prompt.text for prompt in prompts)
    else:
        learnt = find_training_texts(style, texts, find_user_dirs(None, os.environ, None).cache)
        found = find_pages((text.held_out for text in learnt), pages)
        any_pages = cut_pages((text.held_out for text in learnt), pages)
        dictionary = Dictionary(text.train for text in learnt)
    book = count_people(found, [page.continuation for page in found])
    choice = f"{candidates} sentences to choose from" if candidates > 1 else "no choice"
    print(f"{name}: {book.passages} pages and {len(prompts)} prompts, with {choice}")
    if found:
        print(f"the book: {book.mentions} mentions, {book.strangers} strangers")
    for label, cast in (("without", CAST_OFF), ("with", Cast())):
        print(f"\n{label} the cast")
        if found:
            passages = write_passages(voice, found, cast, candidates)
            count = count_people(found, passages)
            print(f"  pages whose people come again: {count.named / count.passages:.1%}")
            print(f"  mentions, beside the book's:   {count.mentions / max(1, book.mentions):.2f}")
            print(
                f"  strangers, beside the book's:  {count.strangers / max(1, book.strangers):.2f}"
            )
            print(f"  words in the dictionary:       {dictionary.share(passages):.2%}")
        if any_pages:
            bits = measure_bits(voice, any_pages, cast)
            print(f"  bits per character, {len(any_pages)} pages:   {bits:.4f}")
        rows = continue_prompts(voice, prompts, cast, candidates, SEEDS[:1] if smoke else SEEDS)
        again = sum(
            has_name(text, prompt.people)
            for prompt, written in zip(prompts, rows, strict=True)
            for text in written
        )
        print(f"  prompts whose people come again: {again} of {sum(map(len, rows))}", flush=True)


if __name__ == "__main__":
    typer.run(main)
