"""The layout of plays: speeches and stage directions, as the user types them.

The user types a speech as one line, such as “HAMLET: To be”. On the page it becomes an empty line,
then “HAMLET:” on a line of its own, then the words; authors of plays are trained on this layout
(texts/plays.py). Only a name in capitals, or one that has spoken on the page, begins a speech, as
other words can precede a colon. Stage directions, and prose after a speech, begin a new paragraph;
so does what an author of plays writes after another's prose, and an author of prose after a scene.
"""

import re
from typing import Literal

from bot.page.joints import is_sentence_over
from models.people.speakers import find_speakers
from texts.plays import TITLE

RECENT = 2_000  # characters at the page's end, in which speakers are looked for

_SPEECH = re.compile(
    rf"^[ \t]*({TITLE}[A-Z][A-Z'’& -]*[A-Z]):"
    r"(?:[ \t]*\n|[ \t]+|(?=[^\W\d_‘“'\"])|[ \t]*\Z)",
    re.MULTILINE,
)
# In prose these stand before a colon too, and name nobody.
_NO_SPEAKER = re.compile(r"[ \t]*(?:PS|PPS|NB|NOTE|WARNING|NOTICE|DANGER|CAUTION|CHAPTER|PART)\b")
_MOVES = r"(?:Enter|Re-enter|Exit|Exeunt|Manet|Manent|Alarums?|Flourish|Thunder|Curtain)\b"
# In a play: a line in brackets, or one that begins as directions do and is no spoken sentence.
_DIRECTION = re.compile(rf"[ \t]*(?:[\[(][^\])\n]+[\])]\s*(?:\n|\Z)|[\[(_]*{_MOVES}(?!,))")
# Outside a play, brackets and “enter” may be prose: only the two together are a direction.
_SURE_DIRECTION = re.compile(rf"[ \t]*[\[(]_?{_MOVES}")
# Or one that is a whole text: with brackets, or with a name or nothing after its verb.
_LONE_DIRECTION = re.compile(
    rf"[ \t]*(?:[\[(]_?{_MOVES}[^\])\n]*[\])]|Exit|Exeunt"
    r"|(?:Enter|Re-enter|Exit|Exeunt)(?= [^.!?:;,\n]*[A-Z])[^.!?:;\n]*)\.?[ \t]*\Z"
)
_DIALOGUE = re.compile(r"[ \t]*(?:[“\"«„]|[-–—]\s)")


def place_line(page: str, typed: str, separator: str, is_prose: bool = False) -> str:
    """Return a typed text as it should be added to the page (the text being written).

    The result includes any white space that separates it from the page.

    In a play, and in prose after a complete sentence, each speaker's name is put on a line of its
    own, with an empty line above it. A stage direction starts a new paragraph, and so does prose
    that follows a speech. Text that follows a stage direction starts a new line, or in prose a new
    paragraph.

    Args:
        page: the text of the page, or at least its last 2,000 characters.
        typed: the text that the user typed, in Unicode's composed form (NFC).
        separator: the white space to put before the typed text in all other cases.
        is_prose: whether to treat the typed text as prose if it is neither a speech nor a stage
            direction.
    """
    page = page[-RECENT:]
    if not typed or typed[0] == "\n":
        return separator + (lay_out_speeches(typed) if find_speakers(page) else typed)
    speakers = find_speakers(page) if page else []
    typed = _capitalise_speaker(typed, speakers)
    if starts_speech(typed) and (speakers or _may_begin_play(page, typed)):
        return gap(page) + lay_out_speeches(typed)
    if not speakers:
        is_apart = _is_direction(page, typed) or _LONE_DIRECTION.match(_last_paragraph(page))
        return (gap(page) if is_apart else separator) + typed
    text = lay_out_speeches(typed)
    if _is_name_alone(page):
        return separator + text
    is_prose = is_prose and is_sentence_over(page) and _ends_in_scene(page)
    if is_prose or _DIRECTION.match(typed) or _is_prose(typed, speakers):
        return gap(page) + text
    after_direction = _DIRECTION.match(page.rstrip().rpartition("\n")[2])
    return ("\n" if after_direction and not page.endswith("\n") else separator) + text


def find_joint(page: str, layout: Literal["prose", "play"], is_change: bool) -> str:
    """Return the newline characters to put before a passage if it should begin a paragraph.

    A passage is a text that an author (a language model) writes in one go. A paragraph begins where
    an author of prose follows a stage direction. If the author has changed and a sentence has just
    ended, a paragraph also begins where an author of prose follows a speech, and where an author of
    plays follows prose.

    Args:
        page: the text before the passage, or at least its last 2,000 characters.
        layout: what the author of the passage writes, prose or plays.
        is_change: whether the last author to write any of that text was a different one.

    Returns:
        Up to two newline characters; "" if no paragraph begins.
    """
    page, is_prose = page[-RECENT:], layout == "prose"
    if is_prose and _LONE_DIRECTION.match(_last_paragraph(page)):
        return gap(page)
    begins = is_change and is_sentence_over(page) and _ends_in_scene(page) == is_prose
    return gap(page) if begins else ""


def starts_speech(typed: str) -> bool:
    """Return whether a typed text begins with a speaker's name in capitals and a colon.

    This is how a speech in a play is typed, for example “HAMLET: To be”.
    """
    return _SPEECH.match(typed) is not None


def lay_out_speeches(typed: str) -> str:
    """Return a typed text with each speaker's name on a line of its own, as in a play.

    A speaker's name is in capitals, at the start of a line, and followed by a colon. An empty line
    is put above each name, except at the start of the text. The rest of the text is unchanged.
    """
    position, text = 0, ""
    for name in _SPEECH.finditer(typed):
        text += typed[position : name.start()]
        text += f"{gap(text)}{name[1]}:\n"
        position = name.end()
    return text + typed[position:]


def gap(page: str) -> str:
    """Return the newline characters to add to a page so that it ends with an empty line.

    Args:
        page: the text to which a speech or a paragraph will be added.

    Returns:
        Up to two newline characters; "" if the page is empty or already ends with an empty line.
    """
    if not page:
        return ""
    line_ends = len(page) - len(page.rstrip("\n"))
    return "\n" * max(0, 2 - line_ends)


def _capitalise_speaker(typed: str, speakers: list[str]) -> str:
    """Return a text with the name at its start in capitals if one of the speakers has it."""
    name, colon, words = typed.partition(":")
    known = {speaker.rstrip(":.").upper() for speaker in speakers}
    return f"{name.upper()}{colon}{words}" if colon and name.strip().upper() in known else typed


def _may_begin_play(page: str, typed: str) -> bool:
    """Return whether a speech can follow a page that has none: a sentence must be complete."""
    if not page:
        return True
    is_over = page.rstrip(" \t").endswith("\n") or is_sentence_over(page)
    return is_over and _NO_SPEAKER.match(typed) is None


def _last_paragraph(page: str) -> str:
    return page.rstrip("\n").rpartition("\n\n")[2]


def _ends_in_scene(page: str) -> bool:
    """Return whether a page ends with a speech, or with a stage direction of a play."""
    last = _last_paragraph(page)
    return bool(find_speakers(last) or (_DIRECTION.match(last) and find_speakers(page)))


def _is_direction(page: str, typed: str) -> bool:
    """Return whether a text typed in prose is a stage direction."""
    if _SURE_DIRECTION.match(typed):
        return True
    is_over = page.rstrip(" \t").endswith("\n") or is_sentence_over(page)
    return is_over and _LONE_DIRECTION.match(typed) is not None


def _is_name_alone(page: str) -> bool:
    """Return whether a page ends with a speaker's name, without the speech."""
    return re.search(r"(?:\A|\n\n)[^\n]+:\n\Z", page) is not None


def _is_prose(typed: str, speakers: list[str]) -> bool:
    """Return whether a text typed in a play is prose: quoted dialogue, or about a speaker.

    “Hamlet bowed” is about a speaker; “Hamlet, my lord” is addressed to one.
    """
    if _DIALOGUE.match(typed):
        return True
    names = "|".join(re.escape(name.rstrip(":.").title()) for name in set(speakers))
    return re.match(rf"[ \t]*(?:{names})(?:'s|’s)?[ \t]+[a-z]", typed) is not None
