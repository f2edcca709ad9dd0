"""Make text safe to print on a terminal: control and hidden characters become visible."""

_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
_PICTURES |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
# characters that turn the direction of text, and characters that take no space
_STEERING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0x200E, 0x200F)
_HIDDEN = (0x00AD, 0x200B, *range(0x2060, 0x2065), 0xFEFF, *range(0xE0000, 0xE0080))
_PICTURES |= dict.fromkeys((*_STEERING, *_HIDDEN), 0xFFFD)


def sanitize(text: str) -> str:
    """Return a copy of a text that is safe to print to a terminal.

    Each ASCII control character is replaced by the Unicode symbol that represents it, such as ␛ for
    escape. Other control characters, invisible characters and characters that change the direction
    of writing are replaced by U+FFFD. Tabs and line endings are kept.
    """
    return text.translate(_PICTURES)
