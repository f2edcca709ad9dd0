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
    """The status of a training run: its stage, progress, losses and messages so far.

    Objects of this class are immutable: `update` returns a new one for each event (message) of the
    run. Held-out text is excluded from training and used for evaluation.

    Attributes:
        name: the name of the author (a language model) that is being trained; None if the run has
            not chosen one yet.
        stage: the current stage of the run: "load", "fetch" (reading the texts), "fit" (training
            the network), "export", "check", "measure" or "install".
        fraction: how much of the network's training is complete, from 0 to 1.
        loss: the smoothed loss on the training text, in bits per symbol (a character or a word);
            None before the first update of the weights.
        held_out: the latest estimate of the loss on held-out text, in bits per symbol; None before
            the first estimate.
        seconds_left: the estimated number of seconds until the author is ready; None if it is
            unknown or the stage is not "fit".
        bits_per_character: the cross-entropy of the trained author on held-out text, in bits per
            character; None until the run has succeeded.
        error: a sentence that explains why the run failed; None if it has not failed.
        notes: messages for the user about the run, one sentence each.
        is_over: whether the run's process has ended.
        is_improving: whether the latest estimate of the loss on held-out text is lower than the
            previous estimate; None before the second estimate.
        start: the name of the author that training started from; None if it started from scratch.
        start_loss: the loss of that author on the same held-out text, in bits per symbol; None if
            it was not measured.
        best: the lowest estimate of the loss on held-out text so far; None before the first
            estimate.
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
    is_improving: bool | None = None
    start: str | None = None
    start_loss: float | None = None
    best: float | None = None

    def update(self, event: dict[str, Any]) -> "Status":
        """Return the status that results from an event (message) of the training run.

        An event of an unknown kind has no effect.

        Args:
            event: the event, as parsed from JSON; its kind, such as "progress", is under the key
                "event".

        Raises:
            KeyError: if a key that is required for this kind of event is missing.
        """
        match event.get("event"):
            case "named":
                return replace(self, name=event["name"])
            case "stage":
                notes = self.notes
                if self.stage == "fetch" != event["stage"]:  # only now is there a text to learn
                    notes += (f"The training{f' of {self.name}' if self.name else ''} has begun.",)
                start = event.get("start", self.start)
                return replace(
                    self, stage=event["stage"], seconds_left=None, notes=notes, start=start
                )
            case "progress":
                estimate, is_improving = event["held_out"], self.is_improving
                if None not in (estimate, self.held_out) and estimate != self.held_out:
                    is_improving = estimate < self.held_out
                return replace(
                    self,
                    fraction=event["fraction"],
                    loss=event["loss"],
                    held_out=estimate,
                    seconds_left=event["left"],
                    is_improving=is_improving,
                    start_loss=event.get("start_loss"),
                    best=event.get("best"),
                )
            case "note":
                return replace(self, notes=(*self.notes, event["text"]))
            case "done":
                return replace(self, bits_per_character=event["bits_per_character"])
            case "error":
                return replace(self, error=event["message"])
        return self

    @property
    def gain(self) -> float:
        """How far the loss on held-out text has fallen, as a fraction of the initial loss.

        The initial loss is the loss of the author (a language model) that training started from;
        held-out text is excluded from training. The fraction is from 0 to 1; it is 0 if the loss
        has not fallen, or if either loss is not known.
        """
        if not (self.start and self.start_loss and self.best):
            return 0.0
        return max(0.0, 1 - self.best / self.start_loss)

    def describe(self, width: int = 1_000) -> str:
        """Describe the stage and progress of the run on one line, such as “fetching austen”.

        While the network is being trained, the line reads, for example, “austen: 40 %, 1:10 left,
        already better than base, still improving”. Parts that do not fit are left out, starting
        with the last.

        Args:
            width: the maximum number of characters in the line.

        Returns:
            The longest form of the line that fits; "" if none does.
        """
        if self.stage != "fit":
            line = " ".join(filter(None, [STAGES.get(self.stage, self.stage), self.name]))
            return line if len(line) <= width else ""
        if self.fraction >= 1:  # what is left, such as a last estimate, takes a while
            line = f"{self.name or 'training'}: almost ready"
            return line if len(line) <= width else ""
        parts = [f"{self.name or 'training'}: {self.fraction * 100:.0f} %"]
        if self.seconds_left is not None:
            minutes, seconds = divmod(max(0, round(self.seconds_left)), 60)
            parts.append(f"{minutes}:{seconds:02} left")
        if self.gain > 0:
            parts.append(f"already better than {self.start}")
        if self.is_improving is not None:
            parts.append("still improving" if self.is_improving else "no longer improving")
        while parts and len(", ".join(parts)) > width:
            parts.pop()
        return ", ".join(parts)
