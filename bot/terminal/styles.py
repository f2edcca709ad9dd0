"""Descriptions of authors for the user: a table of all authors, and one author's card as text."""

import re
from collections.abc import Iterable
from typing import Any

from bot.tables import Column, FittedTable
from common.sanitizer import sanitize
from common.wording import count_noun
from models.card import Card
from models.library import BASE
from models.style import Style

_TITLE_WIDTH = 60  # characters of a title


def tabulate_styles(styles: Iterable[Style], present: str = "") -> FittedTable:
    """Return a table of authors (trained language models), with one row for each.

    In a narrow terminal, columns are left out so that no number is cut off.

    Args:
        styles: the authors, in the order of the rows.
        present: the name of the author in use, whose row is marked; "" to mark no row.
    """
    columns = (
        Column(""),
        Column("author", least=20),
        Column("learnt from", rank=2, least=12),
        Column("kind", rank=4),
        Column("size", rank=3, justify="right"),
        Column("bpc", rank=1, justify="right"),
    )
    rows = [
        (
            "›" if style.name == present else "",
            style.name,
            _describe_sources(style.card),
            _kind(style),
            f"{style.size / 2**20:.1f} MiB",
            f"{style.card.bits_per_character:.3f}",
        )
        for style in styles
    ]
    return FittedTable(columns, rows)


def _describe_sources(card: Card) -> str:
    first, *rest = card.sources
    title = first.title or re.sub(r"https?://(www\.)?", "", first.origin)
    return f"{title} and {len(rest)} more" if rest else title


def _kind(style: Style) -> str:
    """Return what is special about an author: base, trainable or words; "" for nothing."""
    if style.name == BASE:
        return "base"  # new styles start from it
    if style.weights is not None:
        return "trainable"  # new styles can start from it
    return "words" if style.card.unit == "word" else ""


def describe_card(card: Card) -> str:
    """Return a description of an author (a trained language model), in several lines.

    The description says how well the author predicts text, how it was trained, and on which texts.
    It ends with samples of the author's writing.

    Args:
        card: the metadata that is stored with the author's network.
    """
    figures, recipe = card.figures, card.recipe
    lines = [
        card.author,
        "",
        f"{card.bits_per_character:.4f}{_error(figures)} bits per character on "
        f"{_held_out(card)}held-out text, state carried",
        *_describe_word_figures(figures),
        *([card.caution] if card.caution else []),
        f"{_describe_network(card)}{count_noun(card.parameters, 'weight')}, "
        f"{count_noun(len(card.alphabet), card.unit)}",
    ]
    if "optimiser_seconds" in figures and "symbols_read" in figures:
        begin = recipe.get("begin", "none")
        lines.append(
            f"Trained for {figures['optimiser_seconds'] / 60:.1f} minutes on "
            f"{count_noun(figures['symbols_read'], card.unit)}, from "
            f"{'scratch' if begin == 'none' else begin}"
        )
    lines += ["", "Texts (characters, and how many of them, at the end, were held out):"]
    lines += [
        f"  {source.characters:>10,} {source.held_out:>9,}  "
        f"{(source.title or source.origin)[:_TITLE_WIDTH]}"
        for source in card.sources
    ]
    for sample in card.samples:
        lines += ["", f"At temperature {sample.temperature:g}, seed {sample.seed}:"]
        lines += ["", sample.text]
    return "\n".join(sanitize(line) for line in lines)


def _describe_network(card: Card) -> str:
    """Return the cell and the units if they are on the card; they are not on some older cards."""
    if not {"cell", "units"} <= card.network.keys():
        return ""
    return f"{card.network['cell'].upper()} of {' and '.join(map(str, card.network['units']))}, "


def _describe_word_figures(figures: Any) -> list[str]:
    """Return a line on the figures that exist only for an alphabet of words."""
    if not {"perplexity", "accuracy"} <= figures.keys():
        return []
    line = f"perplexity {figures['perplexity']:,.1f} per word, {figures['accuracy']:.1%} predicted"
    return [f"{line}; all unknown words count as one"]


def _error(figures: Any) -> str:
    """Return the standard error of the bits per character; "" for older cards that lack it."""
    error = figures.get("standard_error")
    return "" if error is None else f" ± {error:.4f}"


def _held_out(card: Card) -> str:
    """Return how much of the held-out text was measured; "" if the card does not say."""
    count = card.figures.get("held_out_characters")
    total = sum(source.held_out for source in card.sources)
    if not count:
        return ""
    if count >= total:
        return f"{count_noun(count, 'character')} of "
    return f"the first {count:,} of {count_noun(total, 'character')} of "
