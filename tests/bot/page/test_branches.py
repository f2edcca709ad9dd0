"""The ends of a manuscript that undone and edited turns leave behind."""

from bot.page.branches import find_unnamed_ends
from bot.page.manuscript import ROOT, Manuscript, Passage


def test_loose_ends_are_pages_that_no_branch_and_no_take_shows() -> None:
    manuscript = Manuscript()
    line = manuscript.add(ROOT, Passage("A line"))
    take = manuscript.add(line, Passage(" one", "ann"))
    other = manuscript.add(line, Passage(" other", "ann"))
    lost = manuscript.add(ROOT, Passage("Lost"))
    assert find_unnamed_ends(manuscript, [take]) == [lost]
    further = manuscript.add(other, Passage(" went on"))
    assert find_unnamed_ends(manuscript, [take]) == [further, lost]
    assert find_unnamed_ends(manuscript, [take, further]) == [lost]
    # after the root, `take` is one of several, as `other` is
    assert find_unnamed_ends(manuscript, [ROOT]) == [further, lost]
