"""Normalise text that the user typed, piped or passed as an option.

Texts from files need more cleaning, which texts/cleaning does.
"""

import unicodedata


def normalise(text: str) -> str:
    """Return a text in composed form (NFC), with Unix line ends and no control characters.

    Line ends and tabs are kept. Other control characters (Unicode's category Cc) are removed,
    because authors are not trained on them and a terminal would act on them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", text)  # last: a control character may part an accent
