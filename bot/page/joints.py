"""Joints: the white space that joins a passage to the text before and after it.

The joint before a passage is a space or one or more line ends, and there can be another joint at
its end. A user who edits a passage sees only its words, and so cannot lose the joints by retyping a
line.
"""

import re
from dataclasses import dataclass

# How many passages before another show where on a line it goes on; more in one sentence are rare.
MOST_BEFORE = 8

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]_*」』）]*\s*\Z")
_PARTS = re.compile(r"(\s*\n|[^\S\n]*)(.*?)(\s*)", re.DOTALL)


@dataclass(frozen=True)
class PassageText:
    """The text of a passage, split into its words and the white space at both ends.

    A passage is a text that the user or an author (a language model) wrote in one go.

    Attributes:
        before: the white space before the words, but only up to the last line break, if there is
            one; the spaces after that line break are indentation, and belong to the words.
        words: the text between the white space at both ends.
        after: the white space after the words.
    """

    before: str
    words: str
    after: str

    @classmethod
    def split(cls, text: str) -> "PassageText":
        """Split the text of a passage into its words and the white space at both ends.

        A passage is a text that was written in one go. If it is nothing but white space, all of it
        is put in `words`.
        """
        parts = _PARTS.fullmatch(text)
        return cls(*parts.groups()) if parts is not None and parts[2] else cls("", text, "")

    def change_words(self, words: str) -> str:
        """Return the text of the passage with new words, but with the old white space at both ends.

        A passage is a text that was written in one go.

        White space at the beginning or end of the new words replaces the old white space there.
        There is one exception: spaces at the beginning do not replace line breaks, but indent the
        first line.

        Args:
            words: the new words; if they are "", the result is "" too.
        """
        if not words:
            return ""
        is_indented = self.before.endswith("\n") and words[0] != "\n"
        before = "" if words[0].isspace() and not is_indented else self.before
        return before + words + ("" if words[-1].isspace() else self.after)


def join_remaining(removed: str, follower: str) -> str:
    """Return the new text of a passage after the passage before it has been removed.

    A passage is a text that was written in one go. The new text begins either with the white space
    before the removed words or with the white space after them. The one with more line breaks is
    used, or the longer one if both have equally many, so that no paragraph break is lost.

    Args:
        removed: the text of the removed passage.
        follower: the text of the passage after the removed one.
    """
    gone, rest = PassageText.split(removed), PassageText.split(follower)
    joints = (gone.before, gone.after + rest.before)
    return max(joints, key=lambda joint: (joint.count("\n"), len(joint))) + rest.words + rest.after


def is_sentence_over(text: str) -> bool:
    """Return whether a text ends with a complete sentence, ignoring closing quotes and spaces."""
    return _SENTENCE_END.search(text[-40:]) is not None
