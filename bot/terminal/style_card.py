"""A style's card as a person reads it: who, from which texts, how, how good, and how it sounds."""

from dataclasses import asdict
from typing import Any

from common.sanitizer import sanitize
from common.wording import count_of
from models.card import Card

_TITLES = 60  # characters of a title


def plain(card: Card) -> dict[str, Any]:
    """The card as plain values."""
    return asdict(card)


def lines(card: Card) -> str:
    """The card as text."""
    figures, recipe = card.figures, card.recipe
    told = [
        card.author,
        "",
        f"{card.bits_per_character:.4f} bits per character on {_of(figures)}held-out text, "
        "state carried",
        *_by_word(figures),
        *([card.caution] if card.caution else []),
        f"{_network(card)}{count_of(card.parameters, 'weight')}, "
        f"{count_of(len(card.alphabet), card.unit)}",
    ]
    if "optimiser_seconds" in figures and "symbols_read" in figures:
        begin = recipe.get("begin", "none")
        told.append(
            f"Trained for {figures['optimiser_seconds'] / 60:.1f} minutes on "
            f"{count_of(figures['symbols_read'], card.unit)}, from "
            f"{'nothing' if begin == 'none' else begin}"
        )
    told += ["", "Texts (characters, and how many of these, the last, were held out):"]
    told += [
        f"  {source.characters:>10,} {source.held_out:>9,}  "
        f"{(source.title or source.origin)[:_TITLES]}"
        for source in card.sources
    ]
    for sample in card.samples:
        told += ["", f"At temperature {sample.temperature:g}, seed {sample.seed}:", "", sample.text]
    return "\n".join(sanitize(line) for line in told)


def _network(card: Card) -> str:
    """Cell and units, where a card tells them, which it need not."""
    if not {"cell", "units"} <= card.network.keys():
        return ""
    return f"{card.network['cell'].upper()} of {' and '.join(map(str, card.network['units']))}, "


def _by_word(figures: Any) -> list[str]:
    """What is told of words alone, where symbols are words."""
    if not {"perplexity", "accuracy"} <= figures.keys():
        return []
    told = f"perplexity {figures['perplexity']:,.1f} a word, {figures['accuracy']:.1%} foretold"
    return [f"{told}; all unknown words are one"]


def _of(figures: Any) -> str:
    count = figures.get("held_out_characters")
    return f"{count_of(count, 'character')} of " if count else ""
