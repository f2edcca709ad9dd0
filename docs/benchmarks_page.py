"""Write benchmarks.md, beside this file, from the figures in benchmarks.json.

.venv/bin/python docs/benchmarks_page.py
"""

import sys
from pathlib import Path

from benchmarks.speed.figures import Figures, page

PAGE = Path(__file__).with_name("benchmarks.md")
FIGURES = PAGE.with_suffix(".json")

if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit("This takes nothing after it.")
    if not FIGURES.is_file():
        sys.exit("There are no figures yet: `make bench` measures them.")
    PAGE.write_text(page(Figures.from_json(FIGURES.read_text("utf-8"))), encoding="utf-8")
