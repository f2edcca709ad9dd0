"""Normalising text that a user typed, piped or passed as an option, before it is used.

Texts from files need more cleaning, which texts/cleaning does.
"""

import unicodedata


def normalise(text: str) -> str:
    """Return a text in composed form (NFC), with Unix line ends and without control characters.

    Of the control characters (category Cc), only line ends and tabs are kept. Authors are not
    trained on the others, and a terminal would act on them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", text)  # last: a control character may part an accent
