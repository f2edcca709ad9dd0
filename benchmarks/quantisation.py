"""The cost of 8-bit weights: each shipped author's held-out bits per character, int8 and float32.

    .venv/bin/python benchmarks/quantisation.py [--smoke]

It reads the authors' cards and takes no time, so its smallest size is its only one. The training
that made an author measured the network that ships on the held-out part of each text, as far as its
minutes allowed: the exported step under LiteRT, the state carried from the first character to the
last. The column "float32" is that figure with the difference of both networks added, which was
measured on at most 50,000 of the same characters. The column "as" names the network that ships. If
that is float32, the card does not say what 8-bit weights would have cost, and the cost is left out.
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
        weights = style.card.network["weights"]
        cost = f"{small / exact - 1:.3%}" if weights == "int8" else ""
        print(
            f"{style.name:<14}{figures['held_out_characters']:>11,}{exact:>11.4f}{small:>11.4f}"
            f"{weights:>11}{cost:>11}{style.size:>11,}"
            f"{figures['optimiser_seconds'] / 60:>11.1f}"
        )


if __name__ == "__main__":
    main()
