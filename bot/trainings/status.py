"""The status of a training run, computed from the events that it writes (see docs/events.md)."""

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
    """The status of a training run: its stage, progress, figures and messages so far.

    A status is immutable: `update` returns a new one for each event of the run. Held-out text is
    text that the run does not train on, so that the author can be measured on it.

    Attributes:
        name: the name of the author that is being trained; None if the run has not chosen one yet.
        stage: the current stage of the run, such as "fit" (training the network), as listed in
            docs/events.md.
        fraction: the fraction of the run that is done, from 0 to 1.
        loss: the smoothed loss on the training text, in bits per symbol (a character or a word);
            None before the first update of the weights.
        held_out: an estimate of the loss on held-out text, in bits per symbol; None before the
            first estimate.
        seconds_left: the estimated number of seconds until the stage "fit" ends; None in other
            stages.
        bits_per_character: the cross-entropy of the finished author on held-out text, in bits per
            character; None until the run has succeeded.
        error: a sentence that says why the run failed; None if it has not failed.
        notes: messages for the user about the run, one sentence each.
        is_over: whether the run's process has ended.
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
        """Return the status after an event of the training run.

        An event of an unknown kind changes nothing.

        Args:
            event: an event as parsed from JSON; its kind, such as "progress", is under the key
                "event".

        Raises:
            KeyError: if the event lacks a key that docs/events.md requires of its kind.
        """
        match event.get("event"):
            case "named":
                return replace(self, name=event["name"])
            case "stage":
                notes = self.notes
                if self.stage == "fetch" != event["stage"]:  # only now is there a text to learn
                    notes += (f"The training{f' of {self.name}' if self.name else ''} has begun.",)
                return replace(self, stage=event["stage"], seconds_left=None, notes=notes)
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
        """Describe the stage, progress and losses in one line, such as "fetching austen"."""
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
