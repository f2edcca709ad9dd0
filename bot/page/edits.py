"""Edits: new words for one passage of a page, after which the rest of the page is kept.

Passages never change. So an edit adds the new passage to the manuscript, and after it copies of all
that followed the old one. The copies keep their words but not their seeds, since authors would now
write others.
"""

from dataclasses import replace

from bot.page.joints import PassageText, join_remaining
from bot.page.manuscript import ROOT, Manuscript, Passage
from common.errors import UsageError


def check_place(place: int, count: int) -> None:
    """Raise an error if a page has no passage (a text written in one go) with a given number.

    Args:
        place: the number to check; the first passage is number 1.
        count: how many passages the page has.

    Raises:
        UsageError: if the page has no passage with that number.
    """
    if not count:
        raise UsageError("the page is empty", "Write a line first.")
    if not 1 <= place <= count:
        todo = "The page has only one passage." if count == 1 else f"Passages go from 1 to {count}."
        raise UsageError(f"there is no passage {place}", todo)


def change_passage(manuscript: Manuscript, end: int, place: int, text: str) -> int:
    """Add a copy of a page to the manuscript, with a different text for one of its passages.

    A page is a sequence of passages, each written in one go by the user or an author (a language
    model). The passages before the changed one are not copied, as both pages share them.

    Args:
        manuscript: the tree of all passages written in the session.
        end: the number of the page's last passage in that tree.
        place: the changed passage's number on the page, where the first passage is number 1.
        text: the new text; "" removes the passage. If the new text does not start with
            white space, the old text's leading white space is kept; likewise at the end.

    Returns:
        The number of the new page's last passage in the tree; `end` if the text is the same as
        before, and 0 if the new page is empty.

    Raises:
        UsageError: if the page has no passage with that number.
    """
    path = manuscript.path(end)
    check_place(place, len(path))
    old = manuscript.passage(path[place - 1])
    number = manuscript.parent(path[place - 1])
    old_text = PassageText.split(old.text)
    if _needs_new_joint(manuscript, number, old_text, text):
        old_text = replace(old_text, before=manuscript.separator(number, text))
    text = old_text.change_words(text)
    if text == old.text:
        return end
    followers = [replace(manuscript.passage(follower), writing=None) for follower in path[place:]]
    if text:
        followers.insert(0, Passage(text, old.style, None, edited=True))
    elif followers and number != ROOT:
        rest = join_remaining(old.text, followers[0].text)
        followers[0] = replace(followers[0], text=rest)
    for passage in followers:
        number = manuscript.add(number, passage)
    return number


def _needs_new_joint(manuscript: Manuscript, number: int, old: PassageText, words: str) -> bool:
    """Return whether new words after a passage might need a space where the old words had none.

    They might also need none: the space depends on the first character, which might be a comma.
    """
    if not words or not old.words or words[0] == old.words[0]:
        return False
    if old.before == " ":
        return not words[0].isalnum()
    goes_on_in_word = old.words[0].isalnum() and manuscript.last_character(number).isalnum()
    return old.before == "" and not goes_on_in_word
