"""Where a training stands, as its events tell (docs/events.md), and in a few words."""

from dataclasses import dataclass, replace
from typing import Any

STAGES = {
    "load": "starting",
    "fetch": "fetching",
    "fit": "training",
    "export": "exporting",
    "check": "checking",
    "measure": "measuring",
    "install": "installing",
}


@dataclass(frozen=True)
class Status:
    """Where a training stands; replaced whole at each event.

    Attributes:
        name: of the style; None until the training has found one.
        stage: as in docs/events.md.
        fraction: of the training time that is spent.
        loss: of the training text, bits per symbol.
        held_out: the same on held-out text.
        left: seconds.
        bits_per_character: what was measured at the end; there only when it is done.
        error: why it failed, as a sentence.
        notes: what the person should know of it, a sentence each.
        ended: whether the process is gone.
    """

    name: str | None
    stage: str = "load"
    fraction: float = 0.0
    loss: float | None = None
    held_out: float | None = None
    left: float | None = None
    bits_per_character: float | None = None
    error: str | None = None
    notes: tuple[str, ...] = ()
    ended: bool = False

    def after(self, event: dict[str, Any]) -> "Status":
        """The status once an event is heard; one that is not known changes nothing."""
        match event.get("event"):
            case "named":
                return replace(self, name=event["name"])
            case "stage":
                return replace(self, stage=event["stage"], left=None)
            case "progress":
                keys = ("fraction", "loss", "held_out", "left")
                return replace(self, **{key: event[key] for key in keys})
            case "note":
                return replace(self, notes=(*self.notes, event["text"]))
            case "done":
                return replace(self, bits_per_character=event["bits_per_character"])
            case "error":
                return replace(self, error=event["message"])
        return self

    def line(self) -> str:
        """The status in a few words, for the toolbar."""
        words = [STAGES.get(self.stage, self.stage), self.name or ""]
        if self.stage == "fit":
            words.append(f"{self.fraction:.0%}")
            if self.loss is not None:
                words.append(f"loss {self.loss:.2f}")
            if self.held_out is not None:
                words.append(f"held out about {self.held_out:.2f} bits")
            if self.left is not None:
                minutes, seconds = divmod(max(0, round(self.left)), 60)
                words.append(f"{minutes}:{seconds:02} left")
        return " ".join(filter(None, words))
