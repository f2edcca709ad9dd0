"""The cast that a user names: what is read, what is refused, and that it can be written down."""

import json
from dataclasses import asdict

import pytest

from common.errors import UsageError
from models.people.cast import CAST_OFF, Cast, Person, parse_cast

THREE = Cast((Person("Edwin", "he"), Person("Mrs. Harrow", "she"), Person("Mr. Pell", "he")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Edwin (he), Mrs. Harrow (she), Mr. Pell", THREE),
        ("  Edwin(him) ;Mrs. Harrow ( she/her ),\n Mr.  Pell , ", THREE),
        ("ann bee (THEY)", Cast((Person("Ann bee", "they"),))),
        ("Q", Cast((Person("Q"),))),
        ("Élodie (she)", Cast((Person("Élodie", "she"),))),
        ("Mrs Oak (they)", Cast((Person("Mrs Oak", "they"),))),
        ("", Cast()),
        ("On", Cast()),
        (" off ", CAST_OFF),
        ("Edwin (he), not  Forgiveness", Cast((Person("Edwin", "he"),), nobody=("Forgiveness",))),
        ("not Mr. Dombey; Not London", Cast(nobody=("Mr. Dombey", "London"))),
    ],
)
def test_a_cast_is_read_as_it_is_typed(text: str, expected: Cast) -> None:
    assert parse_cast(text) == expected


@pytest.mark.parametrize("cast", [THREE, Cast((Person("Q"),), nobody=("X Y",)), Cast(), CAST_OFF])
def test_a_cast_is_read_back_from_its_text(cast: Cast) -> None:
    assert parse_cast(str(cast)) == cast


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Edwin (it)", "“it” is no pronoun for Edwin"),
        ("3 men", "“3 men” cannot be a name"),
        ("x" * 61, "cannot be a name"),
        ("(he)", "“(he)” cannot be read as a person"),
        ("not 3", "“3” cannot be a name"),
        ("Edwin (he", "“Edwin (he” cannot be read as a person"),
        ("Edwin, EDWIN (he)", "EDWIN is named twice"),
        (", ".join(f"A{'b' * i}" for i in range(21)), "21 people are too many"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_would_do(text: str, what: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_cast(text)
    assert what in refusal.value.what
    assert refusal.value.todo


def test_a_cast_is_plain_data() -> None:
    assert json.loads(json.dumps(asdict(THREE)))["people"][0] == {"name": "Edwin", "pronoun": "he"}
