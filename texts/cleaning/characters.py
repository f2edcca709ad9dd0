"""What a file's history did to its characters: line ends, invisible signs, entities, mojibake.

Programs write line ends in many ways, word processors leave invisible signs, web pages leave
entities such as &quot;, and a text that was decoded wrongly and saved again has mojibake: groups of
odd letters in place of one. Here all of them become plain characters again.

Page breaks (form feeds) and hyphens that vanish when a line is joined (soft hyphens) are left in
place: texts/cleaning/scans.py and texts/cleaning/hyphens.py need them.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from itertools import pairwise

from texts.cleaning import wrapping
from texts.cleaning.record import TrackedText

_LF_CR = re.compile("\n\r")
_LINE_END = re.compile("\r+\n|\r|\u2028")
_LINE_TAB = re.compile("[ \t]*[\x0b\x85]")  # the first is Word's, inside a paragraph
_C1 = re.compile("[\x80-\x84\x86-\x9f]")  # what Windows has for quotes and dashes, misread
# Not the form feed, and not the soft hyphen.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000f0000]"
)
# The joiners decide how letters of Persian, of Hindi and of emoji are drawn; in Latin, nothing.
_JOINER = re.compile("(?<=[\x00-\u058f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\u058f]|$)", re.M)
_LIGATURE = re.compile("[\ufb00-\ufb06\u017f]")  # fi, fl and so on, and the long s
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*\s*$")


def normalise(text: str, keep: Collection[str] = ()) -> TrackedText:
    """Repair the characters of a text, and return the text with a record of the repairs.

    All line endings become newlines. Invisible characters and the empty lines in double-spaced text
    are removed. HTML entities, ligatures and mojibake (letters that were decoded wrongly) become
    the characters that they stand for. Accents are combined with their letters (Unicode's NFC).

    Args:
        text: the decoded text of a file.
        keep: what to leave as it is: any of "entities", "ligatures" and "mojibake".
    """
    if len(_LF_CR.findall(text)) > text.count("\r\n"):
        text = _LF_CR.sub("\n", text)
    text = _LINE_END.sub("\n", text.replace("\u2029", "\n\n"))
    page = TrackedText(text)
    if "mojibake" not in keep:  # first, because some of its letters look like invisible signs
        _mend_mojibake(page)
    page.replace([(match.start(), match.end(), "\n") for match in _LINE_TAB.finditer(page.text)])
    page.text = unicodedata.normalize("NFC", _JOINER.sub("", _INVISIBLE.sub("", page.text)))
    if "entities" not in keep:
        spans = [
            (match.start(), match.end(), html.unescape(match[0]))
            for match in _ENTITY.finditer(page.text)
            if html.unescape(match[0]) != match[0]
        ]
        page.mend("entities", spans, "entities of web pages became the characters they stand for")
    if "ligatures" not in keep:
        spans = [
            (match.start(), match.end(), unicodedata.normalize("NFKC", match[0]))
            for match in _LIGATURE.finditer(page.text)
        ]
        page.mend("ligatures", spans, "ligatures and long s became letters")
    _close_up(page)
    return page


def _mend_mojibake(page: TrackedText) -> None:
    """Mend lines whose letters were decoded wrongly, where ftfy is sure; the others are doubts."""
    if page.text.isascii():
        return
    from ftfy import fix_encoding
    from ftfy.badness import is_bad
    from ftfy.fixes import fix_c1_controls

    spans = []
    start = 0
    for line in page.text.split("\n"):
        if not line.isascii() and is_bad(line):
            mended = fix_encoding(line)
            if mended != line and "\ufffd" not in mended and not is_bad(mended):
                spans.append((start, start + len(line), unicodedata.normalize("NFC", mended)))
            else:
                what = "its letters may have been decoded wrongly, but it is not clear how"
                page.doubt("mojibake", start, start + len(line), what)
        elif _C1.search(line):
            spans.append((start, start + len(line), fix_c1_controls(line)))
        start += len(line) + 1
    page.mend("mojibake", spans, "letters that had been decoded wrongly were mended")


def _close_up(page: TrackedText) -> None:
    """Remove every other line of a text whose lines were set with an empty line between them.

    The text must be wrapped prose once that is done: single lines between empty lines may be
    paragraphs. A larger gap than the usual one was an empty line before.
    """
    lines = page.text.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    gaps = [after - before - 1 for before, after in pairwise(filled)]
    if len(gaps) < 8 or gaps.count(1) < 0.6 * len(gaps) or gaps.count(0) > 0.05 * len(gaps):
        return
    usual = Counter(gap for gap in gaps if gap > 1).most_common(1)
    paragraph = usual[0][0] if usual else 3
    ended = sum(bool(_SENTENCE_END.search(lines[number])) for number in filled)
    blank = [
        0 if gap <= 1 else max(1, round(gap / paragraph)) for gap in gaps
    ]  # lines that each gap keeps
    closed = [lines[filled[0]]]
    for number, count in zip(filled[1:], blank, strict=True):
        closed += [*[""] * count, lines[number]]
    if 2 * ended > len(filled) or not wrapping.is_wrapped("\n".join(closed)):
        return
    starts = []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    page.replace(
        (starts[before + 1], starts[after], "\n" * count)
        for before, after, count in zip(filled, filled[1:], blank, strict=False)
    )
