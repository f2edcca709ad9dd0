"""A training shown on a terminal: stage, progress bar, losses, time left, samples.

The display receives the events that are written as JSON lines if stdout is no terminal
(docs/events.md).
"""

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from common.program import program_name
from common.sanitizer import sanitize

_STAGES = {
    "load": "loading TensorFlow",
    "fetch": "fetching the text",
    "fit": "training",
    "export": "exporting",
    "check": "checking the export",
    "measure": "measuring on held-out text",
    "install": "putting the author in place",
}


class Display:
    """The display of a training run: a progress bar on the last line, with messages above it.

    Args:
        console: the Rich console to draw on; None to draw on stdout.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[share]}"),
            TextColumn("{task.fields[figures]}"),
            console=self._console,
            transient=True,
        )
        self._task = self._add_task("starting")
        self._start: str | None = None  # the style that training starts from
        self._gain = 0.0  # how much lower than its loss the best one is, as a fraction
        self._handlers: dict[str, Callable[..., None]] = {
            "stage": self._start_stage,
            "fetched": self._show_bytes,
            "text": self._show_text,
            "note": self._show_note,
            "preview": self._show_preview,
            "progress": self._show_progress,
            "sample": self._show_sample,
            "done": self._show_end,
        }

    def start(self) -> None:
        """Start drawing the progress bar on the last line of the terminal."""
        self._progress.start()

    def stop(self) -> None:
        """Stop drawing, and remove the progress bar from the terminal."""
        self._progress.stop()

    def hear(self, event: str, **values: Any) -> None:
        """Show an event (a message from the training run), such as a report of its progress.

        Events that are not meant for display are ignored. docs/events.md lists all events.

        Args:
            event: the name of the event, such as "progress".
            **values: the data of the event, by name.
        """
        handler = self._handlers.get(event)
        if handler is not None:
            handler(**values)

    def _add_task(self, description: str) -> TaskID:
        """Add a bar for a stage of unknown length."""
        return self._progress.add_task(description, total=None, share="", figures="")

    def _start_stage(self, stage: str, start: str | None = None, **_: Any) -> None:
        self._start = start or self._start
        self._progress.remove_task(self._task)
        self._task = self._add_task(_STAGES.get(stage, stage))

    def _show_bytes(self, bytes: int, total: int | None) -> None:
        self._update(bytes / total if total else None, f"{bytes / 2**20:.1f} MiB")

    def _show_text(self, origin: str, title: str | None, characters: int, **_: Any) -> None:
        named = escape(sanitize(title or origin))
        self._console.print(f"{named}: {characters:,} characters", highlight=False)

    def _show_note(self, text: str) -> None:
        self._console.print(Text(sanitize(text), style="yellow"))

    def _show_preview(self, **plan: Any) -> None:
        start = "from scratch"
        if plan["start"]:
            start = f"from {plan['start']}"
        bits = "" if plan["bits"] is None else f", which needs {plan['bits']:.2f} bits a character"
        lengths = [(plan[unit], unit) for unit in ("minutes", "epochs", "updates")]
        length = " and ".join(f"{number:g} {unit}" for number, unit in lengths if number)
        self._console.print(
            f"[bold]{plan['name']}[/] would be trained {start}{bits}, for {length}.\n"
            f"{plan['train']:,} characters to learn from, {plan['held_out']:,} to measure on;"
            f" {plan['symbols']:,} {plan['alphabet']}s in the alphabet; language:"
            f" {plan['language'] or 'not known'}.\nNothing was trained.",
            highlight=False,
        )

    def _show_progress(self, **said: Any) -> None:
        loss = "" if said["loss"] is None else f"loss {said['loss']:.2f}"
        held_out = "" if said["held_out"] is None else f"held out about {said['held_out']:.2f} bits"
        if held_out and self._start and said.get("start_loss"):
            held_out += f" ({self._start}: {said['start_loss']:.2f})"
            if said["best"] is not None:
                self._gain = max(0.0, 1 - said["best"] / said["start_loss"])
        left = ""
        if said["left"] is not None:
            minutes, seconds = divmod(round(said["left"]), 60)
            left = f"{minutes}:{seconds:02} left"
        figures = "  ".join(filter(None, (loss, held_out, left)))
        self._update(said["fraction"], figures)

    def _update(self, share: float | None, figures: str) -> None:
        """Draw the bar at a share of its length, None if unknown, followed by figures."""
        percent = "" if share is None else f"{share:4.0%}"
        total = None if share is None else 1.0
        done = share or 0.0
        self._progress.update(
            self._task, total=total, completed=done, share=percent, figures=figures
        )

    def _show_sample(self, text: str, temperature: float) -> None:
        self._console.print(
            Panel(
                Text(sanitize(text.strip())),
                title=f"at temperature {temperature}",
                title_align="left",
            )
        )

    def _show_end(self, name: str, path: str, bits_per_character: float, **_: Any) -> None:
        beside = f", {self._gain:.0%} below {self._start}" if self._gain >= 0.005 else ""
        self._console.print(
            f"[bold]{name}[/] is ready: {bits_per_character:.3f} bits per character on held-out"
            f" text{beside}.\n{escape(path)}\nWrite with it: {program_name()} --style {name}",
            highlight=False,
        )
