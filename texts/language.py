"""Which language a text is in.

By py3langid, which knows some 140 by the sequences of bytes that tell them apart (Lui and Baldwin,
"langid.py: An Off-the-shelf Language Identification Tool", 2012). It is loaded when it is asked,
which takes most of a second. What follows from the answer is not known here.
"""

from collections import Counter
from collections.abc import Iterable


def detect_language(pages: Iterable[str]) -> str | None:
    """The language that most of some pages are in, by its code of ISO 639; None of empty pages."""
    from py3langid import classify

    # in small letters: of the same word in capitals it has seen less
    told = Counter(classify(page.lower())[0] for page in pages if page.strip())
    return told.most_common(1)[0][0] if told else None
