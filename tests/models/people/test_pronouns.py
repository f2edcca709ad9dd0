"""Pronouns that can refer to no one: which are told, and which are left alone."""

import pytest

from models.people.cast import CAST_OFF, Cast, parse_cast
from models.people.pronouns import judge_pronouns

MILL = (
    "Edwin stood at the gate of the mill with the letter in his pocket. He had told Mrs. Harrow"
    " that it was late, and that she would have to wait. "
)
TWO_MEN = "Edwin and Walter were at the gate of the mill. It was late, and they had to wait. "
OLD = "Ruth came to the gate of the mill. There she saw old Pargeter, who would not let her pass. "
DOCTOR = "It was Hugh who had found the wall, and Dr. Fenwick who would not let it be dug up. "
GERMAN = "Da kam Mr. Pell an das Tor, und der Regen fiel auf das Dach der Mühle. " * 3
SCENE = "EDWIN:\nWho is there?\n\nMRS. HARROW:\nIt is only the old man, Edwin.\n\n"


def count(page: str, passage: str, cast: Cast | None = None) -> int:
    pronouns = judge_pronouns(page, cast or Cast())
    assert pronouns is not None
    return pronouns.count_misfits(passage)


@pytest.mark.parametrize(
    ("passage", "misfits"),
    [
        ("He looked at him.", 1),
        ("And then he turned towards him, and waited.", 1),
        ("Edwin took the lamp and asked him.", 1),
        ("She had given her a lamp.", 1),
        ("Mrs. Harrow could not see her.", 1),
        ("He shook her head.", 1),
        ("“No,” said Edwin, shaking her head.", 1),
        ("Mrs. Harrow turned, thrusting his hand into the fire.", 1),
        ("Edwin sat down, with her hand upon the chair.", 1),
        ("She hurt himself.", 1),
        ("“She was not at home,” said Mrs. Harrow.", 1),
        ("“It is late,” said Edwin, “and he has gone.”", 1),
        ("‘It is late,’ said Edwin. ‘He’s gone.’", 1),
        ("“But she is late, Mrs. Harrow.”", 1),
        ("“I know,” said Edwin.\n\n“And does he know?”", 1),
        ("He looked at him, and she could not see her.", 2),
        ("She looked at him.", 0),
        ("He looked at her.", 0),
        ("He shut the door behind him.", 0),
        ("He said that it would kill him.", 0),
        ("He saw how Mrs. Harrow looked at him.", 0),
        ("He saw what she had given him, and the dog bit him.", 0),
        ("He saw the old man, and spoke to him.", 0),
        ("She took her hat.", 0),
        ("She looked at her hand.", 0),
        ("He took her hand.", 0),
        ("He shook her hand.", 0),
        ("Edwin looked at Mrs. Harrow, who shook her head.", 0),
        ("Mrs. Harrow looked at him, shaking her head.", 0),
        ("She saw that he had hurt himself.", 0),
        ("“He was not at home,” said Mrs. Harrow.", 0),
        ("“The woman is late,” said Mrs. Harrow; “she has gone.”", 0),
        ("“I told nobody.” He looked at the gate.", 0),
    ],
)
def test_only_a_pronoun_that_can_refer_to_no_one_is_a_misfit(passage: str, misfits: int) -> None:
    assert count(MILL, passage) == misfits


def test_where_there_are_two_either_may_be_meant() -> None:
    assert count(TWO_MEN, "He looked at him, and said, “He is late,” shaking his head.") == 0
    assert count(MILL, "He looked at him.", parse_cast("Walter (he)")) == 0
    assert count(MILL, "He looked at him.", parse_cast("Zorin")) == 0
    assert count(MILL, "He looked at him.", parse_cast("Zorin (they)")) == 1


def test_where_no_woman_is_there_she_is_a_misfit_until_one_is_spoken_of() -> None:
    assert count(TWO_MEN, "He saw her, and she laughed.") == 2
    assert count(TWO_MEN, "There was a woman, and she laughed.") == 0
    assert count(TWO_MEN + "It was her gate. ", "She laughed.") == 0


def test_a_doctor_is_a_man_unless_something_else_is_said() -> None:
    assert count(DOCTOR, "Dr. Fenwick felt that she was late.") == 1
    assert count(DOCTOR, "Dr. Fenwick felt that he was late.") == 0
    assert (
        count(DOCTOR, "Dr. Fenwick felt that she was late.", parse_cast("Dr. Fenwick (she)")) == 0
    )


def test_an_old_man_need_not_be_called_one() -> None:
    assert count(OLD, "She looked at her, and Pargeter shook her head.") == 2
    assert count(OLD.replace("old ", ""), "She looked at her, and Pargeter shook her head.") == 0


def test_before_a_word_is_followed_only_what_is_sure_is_a_misfit() -> None:
    pronouns = judge_pronouns(MILL, Cast())
    assert pronouns is not None
    assert not pronouns.fits("He looked at ", "him")
    assert not pronouns.fits("He shook ", "her")
    assert pronouns.fits("She looked at ", "her")
    assert not pronouns.fits("She looked at ", "her", ".")


@pytest.mark.parametrize(
    ("page", "cast"),
    [
        (SCENE, Cast()),
        (GERMAN, Cast()),
        ("It was late, and he looked at him. ", Cast()),
        (MILL, CAST_OFF),
        ("", Cast()),
    ],
)
def test_plays_other_languages_and_pages_without_people_are_not_judged(
    page: str, cast: Cast
) -> None:
    assert judge_pronouns(page, cast) is None
