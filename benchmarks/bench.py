"""The speed of writing, training and starting, each beside what one would use instead, or a limit.

    .venv/bin/python benchmarks/bench.py [--part PART ...] [--json FILE] [--smoke]

Each figure is a ratio of two things that take turns in the same run: the median of the pairs, with
quartiles. The peers come from public packages and are driven by loops written here
(benchmarks/speed). PyTorch and ONNX Runtime get an environment of their own in the user's cache
folder, which is made once, from the package index that pip is configured with. A peer that cannot
be installed or run is in the table with the reason. The tables are printed, and --json writes the
figures of all turns to a file. docs/benchmarks_page.py makes docs/benchmarks.md of it. All parts
take about ten minutes on two cores that should have nothing else to do.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.speed.environment import Environment
from benchmarks.speed.figures import Figures, describe_machine, show, today
from benchmarks.speed.parts import PARTS
from benchmarks.speed.run import SMOKE, Run, Sizes
from common.files import write_whole


def main(
    part: Annotated[
        list[str] | None, typer.Option(help=f"Of: {', '.join(PARTS)}; all if none is named.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="The file for the figures.")] = None,
    smoke: Annotated[
        bool, typer.Option(help="Only see that it runs, in a minute, without an environment.")
    ] = False,
) -> None:
    """Measure, print the tables, and write the figures."""
    if wrong := sorted(set(part or ()) - set(PARTS)):
        raise typer.BadParameter(f"There is no part {wrong[0]}. There are: {', '.join(PARTS)}.")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    environment = None if smoke else Environment()
    if environment:
        environment.make()
    run, tables = Run(SMOKE if smoke else Sizes(), environment), []
    for name in part or PARTS:
        print(f"measuring {name}", file=sys.stderr, flush=True)
        for table in PARTS[name](run):
            tables.append(table)
            print(f"\n{table.heading}\n{table.text}\n{show(table)}", flush=True)
    figures = Figures(today(), describe_machine(), load, run.versions, tuple(tables))
    if json is not None:
        write_whole(json, figures.to_json().encode())


if __name__ == "__main__":
    typer.run(main)
