"""The punctuation of a page: its kinds of quotes and dashes, and the quotes that are open.

An author writes the marks used in its books, and a user those on the keyboard. So that a page has
only one kind of quotes, an author's marks are converted to the page's own kind: curly or straight,
“double” or ‘single’ around speech, — or --. The first mark of each sort on the page decides. If the
page has no such marks, the author's own are kept.

The result depends only on the page and on what has been written since, so a passage can be written
again.
"""

import re
from dataclasses import dataclass, replace
from typing import Self

_RECENT = 4_000  # characters at the page's end, in which its last paragraph is looked for
_QUOTE = re.compile("[\"'“”‘’]")
_DASH = re.compile("—|(?<!-)--(?!-)")
# Speech in single quotes: its end comes after a mark, which an apostrophe hardly ever does.
_SINGLE_SPEECH = re.compile(r"(?<![\w'’\"“])(?:‘(?=\w)|'(?=\w)(?=[^\n]*?[,.!?;:…—-]'(?!\w)))")
_DOUBLE_SPEECH = re.compile('["“]')

_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_CURLY = {'"': "“", "'": "‘"}
_CLOSERS = {"“": "”", '"': '"', "‘": "’", "'": "'"}
_QUOTES = frozenset("\"'“”‘’")
_SPECIAL = _QUOTES | {"—", "\n"}  # what is converted, or changes more than the tail
_SENTENCE_ENDS = frozenset(".!?…")
_MARKS = frozenset(",.!?;:…—-")  # before a quote that closes
_BEFORE_OPENING = frozenset("([{—–-“‘")
# An apostrophe that ends a word, as in boys’, goin’, o’ and th’, and closes nothing.
_CUT_WORD = re.compile(r"(?:s|in|\bo|\bth|\ban)['’]\Z", re.IGNORECASE)
_CUT_HEAD = re.compile(r"['‘]t(?:is|was|will|were)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Punctuation:
    """The kinds of quotes and dashes on a page (the text being written), and the quotes still open.

    The object is immutable: when text is added to the page, a new object is returned.

    Attributes:
        is_straight: whether quotes and apostrophes are straight, as typed on a keyboard; None if
            the page has none.
        outer: the quote that opens direct speech, given as “ or ‘ even if the page has straight
            quotes; None if there is no direct speech on the page.
        dash: the form of a dash, — or --; None if the page has none.
        opened: the quotes opened but not closed in the last paragraph, as written on the page,
            innermost last.
        tail: the last characters of the text, at most six.
    """

    is_straight: bool | None = None
    outer: str | None = None
    dash: str | None = None
    opened: str = ""
    tail: str = "\n\n"

    @classmethod
    def find(cls, page: str) -> Self:
        """Return the kinds of quotes and dashes on a page, and the quotes that are still open.

        Args:
            page: the whole page (the text being written).
        """
        return cls()._settle_kinds(page)._add_text(page[-_RECENT:].rpartition("\n\n")[2])

    def follow(self, text: str) -> Self:
        """Return the punctuation of the page (the text being written) after a text has been added.

        Args:
            text: the added text, such as a line that the user is typing; its marks are not
                converted.
        """
        return self._settle_kinds(text)._add_text(text)

    def spell(self, piece: str) -> tuple[str, Self]:
        """Convert the quotes and dashes in a piece of text to the kinds used on the page.

        The page is the text being written, to which the model adds the piece.

        Args:
            piece: the text that one symbol of the model's alphabet adds: a character, or a word
                with the space before it.

        Returns:
            The converted piece, and a new Punctuation for the page with that piece added.
        """
        if len(piece) == 1 and piece not in _SPECIAL and (piece.isalnum() or not self.opened):
            return piece, self._append(piece)  # most often
        spelt, punctuation = "", self
        for character in piece:
            converted = punctuation._convert(character)
            for each in converted:
                punctuation = punctuation._add(each)
            spelt += converted
        return spelt, punctuation

    @property
    def closing(self) -> str:
        """The closing quotes to add if the writing ends here, so that no quote is left open.

        The result is "" unless a sentence has just ended, because otherwise the speech might
        continue.
        """
        if self.tail[-1] not in _SENTENCE_ENDS:
            return ""
        return "".join(_CLOSERS[quote] for quote in reversed(self.opened))

    def _settle_kinds(self, text: str) -> Self:
        """Return the punctuation with the kinds of marks that were not known, as in a text."""
        text = self.tail + text
        quote, dash = _QUOTE.search(text), _DASH.search(text)
        single, double = _SINGLE_SPEECH.search(text), _DOUBLE_SPEECH.search(text)
        outer = None
        if single and not (double and double.start() < single.start()):
            outer = "‘"
        elif double:
            outer = "“"
        is_straight = quote[0] in "\"'" if quote else None
        return replace(
            self,
            is_straight=is_straight if self.is_straight is None else self.is_straight,
            outer=self.outer or outer,
            dash=self.dash or (dash[0] if dash else None),
        )

    def _add_text(self, text: str) -> Self:
        punctuation = self
        for character in text:
            punctuation = punctuation._add(character)
        return punctuation

    def _convert(self, character: str) -> str:
        """Return a character in the page's own kind of quotes."""
        if character == "—":
            return self.dash or character
        if character not in _QUOTES:
            return character
        opens = self._opening(character)
        if opens:
            # a quote that is open already is opened again, another kind stands within it
            quote = opens if self.opened or not self.outer else self.outer
        elif self._closes(character):
            quote = _CLOSERS[self._innermost]
        else:
            quote = {'"': "”", "'": "’"}.get(character, character)
        is_straight = character in _CURLY if self.is_straight is None else self.is_straight
        return quote.translate(_STRAIGHT) if is_straight else quote

    def _opening(self, character: str) -> str:
        """Return the curly form of a quote that opens here; "" if it does not open one.

        A straight single quote opens only at the head of a paragraph, or where speech is in single
        quotes; elsewhere it is more often an apostrophe, as in 'tis.
        """
        before = self.tail[-1]
        begins = before.isspace() or before in _BEFORE_OPENING or before == self.opened[-1:]
        if character in "“‘":
            return character
        may_open = character == '"' or self.outer == "‘" or self.tail.endswith("\n\n")
        return _CURLY.get(character, "") if may_open and begins else ""

    def _closes(self, character: str) -> bool:
        """Return whether a quote that does not open speech closes the innermost open quote."""
        return bool(self.opened) and (character in '"”' or self.tail[-1] in _MARKS)

    @property
    def _innermost(self) -> str:
        """The curly form of the innermost open quote."""
        return _CURLY.get(self.opened[-1], self.opened[-1])

    def _add(self, character: str) -> Self:
        """Return the punctuation after one more character of the text."""
        opened = self.opened
        if opened and self._innermost == "‘" and not character.isalnum():
            ended = self.tail[-1] in "'’" and self.tail[-2:-1].isalnum()
            if (ended and not _CUT_WORD.search(self.tail)) or _CUT_HEAD.search(self.tail):
                opened = opened[:-1]
        if character == "\n" == self.tail[-1]:
            opened = ""  # speech that goes on in a new paragraph is opened there again
        elif character in _QUOTES:
            opens = self._opening(character)
            if not opens:
                opened = opened[:-1] if self._closes(character) else opened
            elif opens in [_CURLY.get(quote, quote) for quote in opened]:
                opened = opened[: [_CURLY.get(quote, quote) for quote in opened].index(opens) + 1]
            else:
                opened += character
        return replace(self._settle(character), opened=opened)._append(character)

    def _append(self, character: str) -> Self:
        """Return the punctuation after a character that changes nothing but the tail."""
        tail = (self.tail + character)[-6:]
        return type(self)(self.is_straight, self.outer, self.dash, self.opened, tail)

    def _settle(self, character: str) -> Self:
        """Return the punctuation after the first mark of a sort has decided that sort's kind."""
        if character == "—" and self.dash is None:
            return replace(self, dash=character)
        if character not in _QUOTES:
            return self
        is_straight = character in _CURLY if self.is_straight is None else self.is_straight
        return replace(
            self, is_straight=is_straight, outer=self.outer or self._opening(character) or None
        )
