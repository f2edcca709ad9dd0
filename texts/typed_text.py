"""Normalise text that the user typed, piped or passed as an option.

Texts from files need more cleaning, which texts/cleaning does.
"""

import unicodedata


def normalise(text: str) -> str:
    """Return a text in Unicode's composed form (NFC), with newlines as its only line endings.

    Control characters other than newlines and tabs are removed, because language models are not
    trained on them and a terminal would act on them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", text)  # last: a control character may part an accent
