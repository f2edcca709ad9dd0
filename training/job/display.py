"""A training as a person sees it in a terminal: stage, bar, losses, time left, samples.

It consumes the same events that go out as JSON lines, and knows nothing else of the training.
"""

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from common.program import program
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
    """The progress display; `hear` takes events."""

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
        self._task = self._begin("starting")
        self._hearers: dict[str, Callable[..., None]] = {
            "stage": self._stage,
            "fetched": self._fetched,
            "text": self._text,
            "note": self._note,
            "progress": self._advance,
            "sample": self._sample,
            "done": self._done,
        }

    def start(self) -> None:
        """Take the last line of the terminal."""
        self._progress.start()

    def stop(self) -> None:
        """Give it back."""
        self._progress.stop()

    def hear(self, event: str, **values: Any) -> None:
        """Show an event; one that is not for the eye is passed over."""
        hearer = self._hearers.get(event)
        if hearer is not None:
            hearer(**values)

    def _begin(self, description: str) -> TaskID:
        """A stage, of which nobody knows yet how long it takes."""
        return self._progress.add_task(description, total=None, share="", figures="")

    def _stage(self, stage: str, **_: Any) -> None:
        self._progress.remove_task(self._task)
        self._task = self._begin(_STAGES.get(stage, stage))

    def _fetched(self, bytes: int, total: int | None) -> None:
        self._stand_at(bytes / total if total else None, f"{bytes / 2**20:.1f} MiB")

    def _text(self, origin: str, title: str | None, characters: int, **_: Any) -> None:
        named = escape(sanitize(title or origin))
        self._console.print(f"{named}: {characters:,} characters", highlight=False)

    def _note(self, text: str) -> None:
        self._console.print(Text(sanitize(text), style="yellow"))

    def _advance(self, **said: Any) -> None:
        loss = "" if said["loss"] is None else f"loss {said['loss']:.2f}"
        held_out = "" if said["held_out"] is None else f"held out about {said['held_out']:.2f} bits"
        left = ""
        if said["left"] is not None:
            minutes, seconds = divmod(round(said["left"]), 60)
            left = f"{minutes}:{seconds:02} left"
        figures = "  ".join(filter(None, (loss, held_out, left)))
        self._stand_at(said["fraction"], figures)

    def _stand_at(self, share: float | None, figures: str) -> None:
        """Show what share is done; None is an unknown one."""
        told = "" if share is None else f"{share:4.0%}"
        total = None if share is None else 1.0
        done = share or 0.0
        self._progress.update(self._task, total=total, completed=done, share=told, figures=figures)

    def _sample(self, text: str, temperature: float) -> None:
        self._console.print(
            Panel(
                Text(sanitize(text.strip())),
                title=f"at temperature {temperature}",
                title_align="left",
            )
        )

    def _done(self, name: str, path: str, bits_per_character: float, **_: Any) -> None:
        self._console.print(
            f"[bold]{name}[/] is ready: {bits_per_character:.3f} bits per character on held-out"
            f" text.\n{escape(path)}\nWrite with it: {program()} --style {name}",
            highlight=False,
        )
