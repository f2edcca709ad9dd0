"""The people whom a page names: who is found, under which name and pronoun, and who is not."""

import pytest

from models.people.cast import CAST_OFF, Cast, Person, parse_cast
from models.people.names import find_company, find_people

MILL = (
    "Edwin stood at the gate of the old mill. Mrs. Harrow had told him that the key was under the"
    " stone. “You must ask Mr. Pell,” said Harrow, looking towards London."
)


def named(text: str) -> list[str]:
    return [str(person) for person in find_people(text)]


def test_those_whom_a_page_names_are_found_the_last_first() -> None:
    assert named(MILL) == ["Mrs. Harrow (she)", "Mr. Pell (he)", "Edwin (he)"]
    forms = [mention.form for mention in find_company(MILL, Cast()).mentions]
    assert forms == ["Edwin", "Mrs. Harrow", "Mr. Pell", "Harrow"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She saw Jasper Lorn. And then Jasper went in.", ["Jasper Lorn (he)"]),
        ("It was Mr. Oak and Mrs. Oak who saw the boy.", ["Mrs. Oak (she)", "Mr. Oak (he)"]),
        ("It was Mr. Oak’s house, said Oak of the dog.", ["Mr. Oak (he)"]),
        ("He told Zorin that she was late, and that it was so.", ["Zorin (she)"]),
        ("He told Zorin and Quill that she was late.", ["Quill", "Zorin"]),
        ("She looked at Zorin for a while, and smiled.", ["Zorin"]),
        ("The dog went towards Edwin, and then on.", ["Edwin (he)"]),
        ("They lived near Florence, and went towards Zorin.", []),
        ("Zorin was in the hall, and had no hat.", ["Zorin"]),
        ("The hall was dark. Before it stood the dog.", []),
        ("They went to the Tower in Kent on Sunday with an Englishman.", []),
        ("He lived in Zorin, and had lived in Zorin before that.", []),
        ("He walked down Quill Street with the dog, as I said.", []),
        ("CHAPTER IV. THE DOG OF THE HOUSE", []),
        ("", []),
    ],
)
def test_people_are_told_from_what_else_has_a_capital(text: str, expected: list[str]) -> None:
    assert named(text) == expected


def test_by_former_rules_a_name_after_at_was_a_place() -> None:
    text = "She looked at Zorin for a while, and smiled."
    assert len(find_company(text, Cast()).people) == 1
    assert find_company(text, Cast(), rules=5).people == ()


def test_nobody_is_taken_for_a_person_whom_the_user_dismissed() -> None:
    assert [it.name for it in find_people(MILL, parse_cast("not Harrow"))] == ["Mr. Pell", "Edwin"]
    assert [
        it.name for it in find_people(MILL, parse_cast("Ann, not Mr. Pell, not Mr. Harrow"))
    ] == [
        "Ann",
        "Mrs. Harrow",
        "Edwin",
    ]


def test_the_people_given_come_first_and_take_in_the_names_on_the_page() -> None:
    cast = parse_cast("Ann, Edwin Drood (they), Mr. Harrow")
    assert find_people(MILL, cast) == (
        Person("Ann", "she"),
        Person("Edwin Drood", "they"),
        Person("Mr. Harrow", "he"),
        Person("Mrs. Harrow", "she"),
        Person("Mr. Pell", "he"),
    )
    assert find_people(MILL, CAST_OFF) == ()


def test_where_nouns_have_capitals_or_letters_have_none_nobody_is_found() -> None:
    german = (
        "Der Mann ging in das Haus und sah den Hund am Feuer liegen. Da nahm er den Stock und die"
        " Lampe, rief nach der Magd und ging durch den Garten an den Fluss, wo das Boot lag. "
    )
    assert named(german * 3) == []
    assert named("磨坊主数了七个水壶，没人唱。" * 20) == []


def test_in_another_language_only_the_middle_of_a_sentence_tells() -> None:
    french = (
        "Alors le vieux moulin tournait encore. Bientôt la porte fut ouverte et la servante dit à"
        " Zorin que le maître était parti. Soudain le chien se leva."
    )
    assert named(french) == ["Zorin"]
