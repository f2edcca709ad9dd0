"""Markup in what claims to be a plain text: fragments of web pages, TEI and other XML, wiki text.

An author that learnt from it would write tags. A whole web page is known by its first tag; the
others by how many of their lines have tags or templates. All are refused, with what to do.
"""

import re

from common.errors import SourceError

_HTML = re.compile(
    # atomic, so that a file of nothing but comments is not tried in every way of cutting it up
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?>(?:<!--(?:(?!-->).)*-->\s*)*)"
    r"<(?:!doctype\s+html|html|head|body|title|meta)\b",
    re.I | re.S,
)
_XML = re.compile(r"\s*(?:<\?xml\b|<(?:tei|tei\.2|teicorpus|!doctype)\b)", re.I)
_TEI = re.compile(r"<(?:tei|tei\.2|teicorpus)\b", re.I)
_TAG = re.compile(r"</?[a-z][a-z0-9:.-]{0,30}(?:\s[^<>\n]{0,300})?/?>", re.I)
_CLOSING_TAG = re.compile(r"</[a-z][a-z0-9:.-]{0,30}>", re.I)
_WIKI_HEADING = re.compile(r"^(={2,5})[^=\n]+\1[ \t]*$", re.M)
_WIKI = re.compile(r"\[\[[^\[\]\n]{1,200}\]\]|\{\{[^{}]{1,400}\}\}|<ref\b[^>]*>|'''[^'\n]+'''")
_SAMPLE = 200_000  # characters at the beginning of a text that are looked at
_MIN_TAGS = 8  # tags that close something, before a text counts as markup
_MIN_SHARE = 0.001  # of the characters: so many tags, or one in 1,000
_MIN_WIKI = 5  # links and templates, beside two headings


def refuse_markup(text: str) -> None:
    """Raise SourceError if a text is a web page or part of one, XML, or wiki text.

    Args:
        text: the decoded text of a file.
    """
    if _HTML.match(text):
        raise SourceError(
            "this is a web page (HTML), not a plain text",
            'On a book\'s page at Gutenberg, copy the address of its "Plain Text UTF-8" link.',
        )
    sample = text[:_SAMPLE]
    if _XML.match(sample) and len(_TAG.findall(sample)) >= 2:
        kind = "TEI" if _TEI.search(sample[:5_000]) else "XML"
        raise SourceError(
            f"this is a text with {kind} tags, not a plain text", "Convert it to plain text first."
        )
    if len(_WIKI_HEADING.findall(sample)) >= 2 and len(_WIKI.findall(sample)) >= _MIN_WIKI:
        raise SourceError(
            "this is wiki text, with links and templates in brackets, not a plain text",
            "Copy the text from the page itself, or convert it to plain text.",
        )
    closing = len(_CLOSING_TAG.findall(sample))
    if closing >= _MIN_TAGS and closing >= _MIN_SHARE * len(sample):
        tag = _TAG.search(sample)
        raise SourceError(
            f"this is a text with the tags of a web page, such as {tag[0][:40] if tag else '<p>'},"
            " not a plain text",
            "Save the page as plain text, or convert it, and give that.",
        )
