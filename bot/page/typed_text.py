"""Normalising a person's text, whether typed, piped or passed as an option, for the page.

Texts from files need more cleaning: texts/cleaning does it.
"""

import unicodedata


def normalise(text: str) -> str:
    """Return a text composed (NFC), with Unix line ends and without control characters but tabs.

    No author knows control characters, and a terminal would obey them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", text)  # last: a control character may part an accent
