"""The context of a passage: the end of the page, all that an author reads before it writes there.

A long page costs no more than a short one, since only its last 8,000 to 10,000 characters are read.
The reading begins at a multiple of 2,000 characters, so that it begins at the same place for many
passages in a row, and most of what is read for one passage need not be read again for the next.
"""

import sys
from dataclasses import dataclass

_WHOLE = 4  # up to these rules, an author read the whole page


@dataclass(frozen=True)
class Context:
    """How much of a page (the text being written) an author reads before it continues the page.

    The author (a trained language model) starts at a multiple of `stride`: the last one that is at
    least `least` characters before the end of the page. If there is none, it reads the whole page.

    Attributes:
        stride: the distance between two places where reading can start, in characters.
        least: the minimum number of characters to read, unless the page has fewer.
    """

    stride: int = 2_000
    least: int = 8_000

    def start(self, length: int) -> int:
        """Return the index of the first character that an author reads of a page.

        Args:
            length: the number of characters on the page.
        """
        return max(0, (length - self.least) // self.stride * self.stride)

    def next_start(self, length: int) -> int | None:
        """Return the index that `start` will return next, when the page has grown longer.

        Args:
            length: the number of characters on the page now.

        Returns:
            The index; None if the page is so short that it will not be needed soon.
        """
        start = self.start(length)
        return start + self.stride if length - start >= self.least else None


CONTEXT = Context()
WHOLE_PAGE = Context(least=sys.maxsize)


def find_context(rules: int, newest: Context = CONTEXT) -> Context:
    """Return how much of the page an author read before it wrote a passage.

    An author is a trained language model.

    Args:
        rules: the version number of the rules by which the author wrote the passage.
        newest: the result for rules 5 and later. Under rules 1 to 4, authors read the whole page.
    """
    return newest if rules > _WHOLE else WHOLE_PAGE
