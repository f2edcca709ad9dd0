"""Pairs of passages for blind readers: what the desk gives now beside what it gave by older rules.

    .venv/bin/python benchmarks/reading.py FOLDER [--smoke]

Writes FOLDER/pairs.md, for the readers, and FOLDER/key.json, which says which side is the new one.
Each pair continues one page by one author with one seed, in the desk's default settings: one side
by rules 3, before there was a cast, a choice of sentences or the page's own quotes, the other by
today's. Which side comes first is drawn. The one question is which of the two a reader would rather
go on from. docs/reading.md has the votes.
"""

import json
import random
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.people import read_prompts
from common.config import Config
from models.library import SHIPPED
from models.style import read_style
from models.voice import Voice
from models.writing.best_sentences import write_best_sentences
from models.writing.stops import make_stop

_SCENES = Path(__file__).with_name("scene_prompts.json")
_SEEDS = {"dickens": (11, 12), "shakespeare": (11, 12), "nietzsche": (11,)}
_FORMER_RULES = 3
_DRAW = 20261130


def read_pages() -> dict[str, list[str]]:
    """Return the pages to continue, by author."""
    pages: dict[str, list[str]] = json.loads(_SCENES.read_text("utf-8"))
    return {"dickens": [prompt.text for prompt in read_prompts()], **pages}


def write_pair(voice: Voice, page: str, seed: int) -> tuple[str, str]:
    """Return a passage by the older rules and one by today's."""
    config = Config()
    new_word = page[-1:].isalnum()
    voice.state = voice.start()
    voice.read(page)
    state, stop = voice.state, make_stop(config.settings.shape)
    former = voice.write(config.settings.sampling, seed, stop, new_word, _FORMER_RULES)
    old = "".join(former)
    voice.state, stop = state, make_stop(config.settings.shape)
    passage = write_best_sentences(
        voice, config.settings.sampling, seed, stop, new_word, page, config.candidates
    )
    return old, "".join(passage)


def main(
    folder: Annotated[Path, typer.Argument(help="Where the two files go.")] = Path("reading"),
    smoke: Annotated[bool, typer.Option(help="One pair, printed and not written.")] = False,
) -> None:
    """Write the pairs and their key."""
    generator, key, pages = random.Random(_DRAW), list[dict[str, object]](), list[str]()
    pages_by_author = read_pages()
    for author, seeds in {"dickens": (11,)}.items() if smoke else _SEEDS.items():
        voice = read_style(SHIPPED / f"{author}.style").voice()
        for number, page in enumerate(pages_by_author[author][: 1 if smoke else None]):
            for seed in seeds:
                old, new = write_pair(voice, page, seed)
                new_first = generator.random() < 0.5
                first, second = (new, old) if new_first else (old, new)
                key.append(
                    {
                        "author": author,
                        "prompt": number,
                        "seed": seed,
                        "new": "A" if new_first else "B",
                    }
                )
                pages.append(
                    f"## Pair {len(key)} ({author})\n\n### The page so far\n{page}\n\n"
                    f"### A\n{first.strip()}\n\n### B\n{second.strip()}\n"
                )
    text = "\n".join(pages)
    if smoke:
        print(text)
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pairs.md").write_text(text, encoding="utf-8")
    (folder / "key.json").write_text(json.dumps(key, indent=1), encoding="utf-8")
    print(f"{len(key)} pairs in {folder / 'pairs.md'}, the key in {folder / 'key.json'}")


if __name__ == "__main__":
    typer.run(main)
