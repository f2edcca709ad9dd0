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
    """A rule for how much of a page (the text being written) an author (a language model) reads.

    Before it continues the page, the author reads from a certain index to the end of the page. That
    index is the greatest multiple of `stride` that is at least `least` characters before the end.
    If there is none, the author reads the whole page.

    Attributes:
        stride: the distance between two places where reading can start, in characters.
        least: the minimum number of characters to read, unless the page has fewer.
    """

    stride: int = 2_000
    least: int = 8_000

    def start(self, length: int) -> int:
        """Return the index in a page at which an author (a language model) starts to read.

        Before it continues the page (the text being written), the author reads from there to the
        end.

        Args:
            length: the number of characters on the page.
        """
        return max(0, (length - self.least) // self.stride * self.stride)

    def next_start(self, length: int) -> int | None:
        """Return where an author (a language model) will start to read when the page has grown.

        The author reads only the end of a long page (the text being written). As the page grows,
        the index of the first character that it reads increases in steps of `stride` characters.

        Args:
            length: the number of characters on the page now.

        Returns:
            The index of that character after the next step; None while the page has fewer than
            `least` characters, the minimum that the author reads.
        """
        start = self.start(length)
        return start + self.stride if length - start >= self.least else None


CONTEXT = Context()
WHOLE_PAGE = Context(least=sys.maxsize)


def find_context(rules: int, newest: Context = CONTEXT) -> Context:
    """Return how much of the page an author (a language model) read before it wrote a passage.

    The page is the text to which the passage was added.

    Args:
        rules: the version number of the rules by which the author wrote the passage.
        newest: the result for rules 5 and later. Under rules 1 to 4, authors read the whole page.
    """
    return newest if rules > _WHOLE else WHOLE_PAGE
