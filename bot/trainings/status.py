"""The status of a training, kept up to date by its events (docs/events.md)."""

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
    """The status of a training. Each event makes a new one.

    Attributes:
        name: of the style; None until the training has chosen one.
        stage: a key of STAGES (docs/events.md).
        fraction: of the training time that is spent, from 0 to 1.
        loss: on the training text, bits per symbol.
        held_out: loss on the held-out text, bits per symbol.
        seconds_left: of the stage "fit".
        bits_per_character: the figure of the finished style; None until the training succeeds.
        error: why it failed, as a sentence.
        notes: what the person should know about it, a sentence each.
        is_over: whether the process has ended.
    """

    name: str | None
    stage: str = "load"
    fraction: float = 0.0
    loss: float | None = None
    held_out: float | None = None
    seconds_left: float | None = None
    bits_per_character: float | None = None
    error: str | None = None
    notes: tuple[str, ...] = ()
    is_over: bool = False

    def update(self, event: dict[str, Any]) -> "Status":
        """Return the status after an event; an unknown kind of event changes nothing.

        Raises:
            KeyError: when the event lacks a key that docs/events.md requires of its kind.
        """
        match event.get("event"):
            case "named":
                return replace(self, name=event["name"])
            case "stage":
                return replace(self, stage=event["stage"], seconds_left=None)
            case "progress":
                return replace(
                    self,
                    fraction=event["fraction"],
                    loss=event["loss"],
                    held_out=event["held_out"],
                    seconds_left=event["left"],
                )
            case "note":
                return replace(self, notes=(*self.notes, event["text"]))
            case "done":
                return replace(self, bits_per_character=event["bits_per_character"])
            case "error":
                return replace(self, error=event["message"])
        return self

    def describe(self) -> str:
        """Return the status in a few words, for the toolbar."""
        words = [STAGES.get(self.stage, self.stage), self.name or ""]
        if self.stage == "fit":
            words.append(f"{self.fraction:.0%}")
            if self.loss is not None:
                words.append(f"loss {self.loss:.2f}")
            if self.held_out is not None:
                words.append(f"held out about {self.held_out:.2f} bits")
            if self.seconds_left is not None:
                minutes, seconds = divmod(max(0, round(self.seconds_left)), 60)
                words.append(f"{minutes}:{seconds:02} left")
        return " ".join(filter(None, words))
