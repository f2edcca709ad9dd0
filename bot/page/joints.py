"""Joints: the white space that joins a passage to the text before and after it.

A passage's joint before is a blank or some line ends, and the same may stand at its end. The user
who edits a passage sees its words without the joints, and so cannot lose them by retyping a line.
"""

import re
from dataclasses import dataclass

# How many passages before another show where on a line it goes on; more in one sentence are rare.
MOST_BEFORE = 8

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]_*」』）]*\s*\Z")
_PARTS = re.compile(r"(\s*\n|[^\S\n]*)(.*?)(\s*)", re.DOTALL)


@dataclass(frozen=True)
class PassageText:
    """A passage's text, split into its words and the white space at both ends.

    Attributes:
        before: the white space that joins the words to what is before them: all line ends up to
            the last one, or blanks. The indentation of a first line belongs to the words.
        words: the text between the joints.
        after: the white space after the words.
    """

    before: str
    words: str
    after: str

    @classmethod
    def split(cls, text: str) -> "PassageText":
        """Split a passage's text; one of white space alone has no joints, only words."""
        parts = _PARTS.fullmatch(text)
        return cls(*parts.groups()) if parts is not None and parts[2] else cls("", text, "")

    def change_words(self, words: str) -> str:
        """Return a passage's whole text with other words between the same joints.

        White space that the new words have at an end replaces the joint there. Only blanks after a
        joint of line ends do not: they indent the first line.

        Args:
            words: the new words; "" gives "", without joints.
        """
        if not words:
            return ""
        is_indented = self.before.endswith("\n") and words[0] != "\n"
        before = "" if words[0].isspace() and not is_indented else self.before
        return before + words + ("" if words[-1].isspace() else self.after)


def join_remaining(removed: str, follower: str) -> str:
    """Return the text of a passage that moves up to the place of a removed one before it.

    Of the white space before the removed words and before the follower's, the stronger joint is
    kept, so that neither a blank nor a paragraph break is lost.

    Args:
        removed: the text of the passage that is removed.
        follower: the text of the passage after it.
    """
    gone, rest = PassageText.split(removed), PassageText.split(follower)
    joints = (gone.before, gone.after + rest.before)
    return max(joints, key=lambda joint: (joint.count("\n"), len(joint))) + rest.words + rest.after


def is_sentence_over(text: str) -> bool:
    """Return whether a text ends with a sentence's last sign, whatever quotes and blanks follow."""
    return _SENTENCE_END.search(text[-40:]) is not None
