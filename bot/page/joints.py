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
    """A passage's text, split into its words and the white space at both ends.

    Attributes:
        before: the white space before the words: everything up to the last line end, or only spaces
            if there is no line end. The indentation of the first line is part of the words.
        words: the text between the white space at both ends.
        after: the white space after the words.
    """

    before: str
    words: str
    after: str

    @classmethod
    def split(cls, text: str) -> "PassageText":
        """Split a passage's text; white space alone counts as words."""
        parts = _PARTS.fullmatch(text)
        return cls(*parts.groups()) if parts is not None and parts[2] else cls("", text, "")

    def change_words(self, words: str) -> str:
        """Return the whole text of a passage with new words and the old white space around them.

        If the new words begin or end with white space, it replaces the old white space at that end.
        However, spaces after line ends do not replace them: they indent the first line.

        Args:
            words: the new words; if they are "", the result is "" too.
        """
        if not words:
            return ""
        is_indented = self.before.endswith("\n") and words[0] != "\n"
        before = "" if words[0].isspace() and not is_indented else self.before
        return before + words + ("" if words[-1].isspace() else self.after)


def join_remaining(removed: str, follower: str) -> str:
    """Return the new text of a passage when the passage before it is removed.

    The passage begins with the larger of two joints (white space between passages): the one before
    the removed words, and the one between the two passages. So neither a space nor a paragraph
    break is lost.

    Args:
        removed: the text of the removed passage.
        follower: the text of the passage after the removed one.
    """
    gone, rest = PassageText.split(removed), PassageText.split(follower)
    joints = (gone.before, gone.after + rest.before)
    return max(joints, key=lambda joint: (joint.count("\n"), len(joint))) + rest.words + rest.after


def is_sentence_over(text: str) -> bool:
    """Return whether a text ends with a complete sentence; final quotes and spaces are ignored."""
    return _SENTENCE_END.search(text[-40:]) is not None
