"""Folding: the characters as which a character that is not in an alphabet can be read instead.

They differ from it in case, accents, ligatures, or the style of quotes and dashes. This works in
both directions: if an alphabet has only curly quotes, a straight quote is read as the curly one
that fits its place.
"""

import unicodedata
from collections.abc import Iterable

# Characters that typists and printers write differently, each with its alternatives, best first. A
# transliteration library maps these to ASCII only; here the alphabet may be the typographic side.
_ALTERNATIVES: dict[str, tuple[str, ...]] = {
    "—": ("--", "―", "–", "-"),
    "―": ("—", "--", "–", "-"),
    "–": ("-", "—", "--"),
    "‒": ("-", "–"),
    "‐": ("-",),
    "‑": ("-",),
    "−": ("-", "–"),
    "-": ("‐", "–"),
    "…": ("...", ". . ."),
    "“": ('"', "«", "''"),
    "”": ('"', "»", "''"),
    "„": ("“", '"', "«"),
    "‟": ("“", '"'),
    "«": ("“", '"'),
    "»": ("”", '"'),
    "‘": ("'", "’"),
    "’": ("'", "‘"),
    "‚": ("‘", "'", ","),
    "‛": ("‘", "'"),
    "‹": ("‘", "'"),
    "›": ("’", "'"),
    "′": ("'", "’"),
    "″": ('"', "”"),
    "`": ("‘", "'"),
    "´": ("’", "'"),
    "\t": (" ",),
    "\n": (" ",),
    "[": ("(",),
    "]": (")",),
    "{": ("(", "["),
    "}": (")", "]"),
}


def foldings(character: str) -> Iterable[str]:
    """Yield strings that can be read in place of a character missing from an alphabet, best first.

    Examples are another kind of quote or dash, and the same character in the other case or without
    its accent. A string may be empty, and its characters need not be in the alphabet either.
    """
    yield from _ALTERNATIVES.get(character, ())
    if character.isspace():
        yield " "
        yield "\n"
        return
    forms = [character]
    for form in (unicodedata.normalize("NFKC", character), strip_accents(character)):
        if form not in forms:
            forms.append(form)
    # Only Latin letters, marks and numbers are transliterated. A Chinese or Russian word spelt in
    # Latin letters is another word to an English author, and the user should hear that it was
    # not read. The name of an emoji is not a reading of it either.
    category = unicodedata.category(character)
    if (category[0] in "PSN" and category != "So") or _is_latin(character):
        from anyascii import anyascii  # only when something has to be folded

        forms.append(anyascii(character))
    for form in forms:
        yield form
        yield form.lower()
        if len(form.upper()) == len(form):  # a ligature or a sharp s would become two capitals
            yield form.upper()


def strip_accents(text: str) -> str:
    """Return a text without accents, so that “café” becomes “cafe”.

    Ligatures and other compatibility characters are also decomposed (Unicode normalisation form
    NFKD), so that “ﬁ” becomes “fi”.
    """
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _is_latin(character: str) -> bool:
    return "LATIN" in unicodedata.name(character, "")
