"""The cost of 8-bit weights: each shipped author's held-out bits per character, int8 and float32.

    .venv/bin/python benchmarks/quantisation.py [--smoke]

It reads the authors' cards and takes no time, so its smallest size is its only one. The training
that made an author measured both, on the last tenth of each text, with the exported step under
LiteRT and the state carried from the first character to the last. The column "as" names the one
that ships.
"""

import argparse

from models.library import SHIPPED
from models.style import read_style


def main() -> None:
    """Print a row for each shipped author."""
    arguments = argparse.ArgumentParser(description="Compare int8 and float32 exports.")
    arguments.add_argument("--smoke", action="store_true", help="changes nothing")
    arguments.parse_args()
    heads = ("held-out", "float32", "shipped", "as", "cost", "bytes", "minutes")
    print(f"{'author':<14}" + "".join(f"{head:>11}" for head in heads))
    for path in sorted(SHIPPED.glob("*.style")):
        style = read_style(path)
        figures = style.card.figures
        exact, small = figures["bits_per_character_float32"], figures["bits_per_character"]
        print(
            f"{style.name:<14}{figures['held_out_characters']:>11,}{exact:>11.4f}{small:>11.4f}"
            f"{style.card.network['weights']:>11}{small / exact - 1:>11.3%}{style.size:>11,}"
            f"{figures['optimiser_seconds'] / 60:>11.1f}"
        )


if __name__ == "__main__":
    main()
