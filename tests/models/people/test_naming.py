"""Naming: which names are offered where, and how much, as a passage goes on."""

import pytest

from models.people.cast import parse_cast
from models.people.naming import Naming

TWO = parse_cast("Edwin (he), Rosa (she)")
HALL = "It was late, and the rain had come in at the door of the hall, where Edwin"


def weights(naming: Naming) -> dict[str, float]:
    offer = naming.offer()
    assert offer is not None
    return dict(zip(offer.names, offer.weights, strict=True))


def test_a_name_that_is_written_is_that_persons_and_nobody_elses() -> None:
    naming, earlier = Naming(HALL, TWO), Naming(HALL, TWO, rules=5)
    for each in (naming, earlier):
        each.add(" stood in the dark for a while, as if he heard the bell; and ")
        each.add("Rosa", is_offered=True)
        each.add(" and ")
    assert weights(naming)["Edwin"] == pytest.approx(1.9, abs=0.1)
    assert weights(naming)["Rosa"] == pytest.approx(1.2, abs=0.1)
    # as rules 5 have it, by which “Rosa” was taken for Edwin, and he for somebody just named
    assert weights(earlier)["Edwin"] == pytest.approx(1.2, abs=0.1)
