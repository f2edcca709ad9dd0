"""measures/repetition.py: duplicate runs of words."""

import pytest

from measures.repetition import seq_rep


@pytest.mark.parametrize(
    ("pieces", "n", "share"),
    [
        (["one two three four five six"], 4, 0.0),
        (["a b c d a b c d a b c d"], 4, 5 / 9),  # nine runs, four of them different
        (["on and on and on and on"], 1, 5 / 7),
        (["On, and -- on! And on and ON."], 1, 5 / 7),
        (["so so so so so", "one two three four"], 4, 1 / 4),  # 1/2 and 0
        (["too short here", "so so so so so"], 4, 1 / 2),
        (["too short here"], 4, 0.0),
        ([], 4, 0.0),
    ],
)
def test_it_is_the_share_of_duplicates_in_each_piece(
    pieces: list[str], n: int, share: float
) -> None:
    assert seq_rep(pieces, n) == pytest.approx(share)
