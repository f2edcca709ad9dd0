"""How a text was, or is to be, cleaned: settings that a card records. The cleaning is text.py's."""

from dataclasses import dataclass
from typing import Literal

Unwrap = Literal["auto", "yes", "no"]


@dataclass(frozen=True)
class Cleaning:
    """The settings of `clean`.

    Attributes:
        gutenberg: take off the header and footer of Project Gutenberg.
        unwrap: join the wrapped lines of prose: "auto" when the text is wrapped, "yes", "no".
        margins: take off the white before what is centred in a book of Project Gutenberg. Cards
            made before there was this setting do not tell it, and mean False.
        spacing: make the two spaces that typists set after a sentence one. Missing from older
            cards too.

    """

    gutenberg: bool = True
    unwrap: Unwrap = "auto"
    margins: bool = False
    spacing: bool = False


AS_EVER = Cleaning()
