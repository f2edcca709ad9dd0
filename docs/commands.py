"""Write commands.md, beside this file, from the program's table of commands.

.venv/bin/python docs/commands.py
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from bot.actions import commands
from bot.actions.help import KEYS

PAGE = Path(__file__).with_suffix(".md")


def page() -> str:
    """Return the page in Markdown."""
    parts = [
        "# What can be typed at the desk\n",
        "`docs/commands.py` makes this page from the program's own table of commands; `/help` shows"
        " the same.\n",
        "## At the prompt\n",
        _table(KEYS),
    ]
    heading = ""
    for command in commands:
        if command.heading != heading:
            heading = command.heading
            parts.append(f"## {heading}\n")
        parts.append(f"### `{command.name}`\n")
        parts.append(_table([(f"`{typed}`", summary) for typed, summary in command.details]))
        parts.append(f"For example: `{command.example}`\n")
    return "\n".join(parts)


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(["| type | it does |", "| --- | --- |", *lines, ""])


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit("This takes nothing after it.")
    PAGE.write_text(page(), encoding="utf-8")
