"""The text so far, as passages, each with its writer and what it was written with.

Text is the truth; an author's state is computed from it elsewhere (session).
"""

from dataclasses import dataclass, field

from models.sampler import Sampling

_CLINGING = frozenset(",.;:!?)]}”’…-—–")  # what stands close to the word before it

_OPENING = frozenset("([{“‘—–")  # what the word after it stands close to


@dataclass(frozen=True)
class Passage:
    """What one writer wrote in one go.

    Attributes:
        text: as it was written.
        style: the author's name; None when the person wrote it.
        checksum: of the author's style file.
        sampling: the author's settings.
        length: characters asked for.
        seed: of the author's sampler.
    """

    text: str
    style: str | None = None
    checksum: str | None = None
    sampling: Sampling | None = None
    length: int | None = None
    seed: int | None = None


@dataclass
class Manuscript:
    """Passages in order."""

    passages: list[Passage] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(passage.text for passage in self.passages)

    @property
    def characters(self) -> int:
        return sum(len(passage.text) for passage in self.passages)

    def joint(self, line: str) -> str:
        """What a typed line needs before it: a space, unless one is there or would be wrong."""
        before = next((p.text for p in reversed(self.passages) if p.text), "")
        if not line or not before or before[-1].isspace() or before[-1] in _OPENING:
            return ""
        return "" if line[0].isspace() or line[0] in _CLINGING else " "
