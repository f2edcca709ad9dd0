"""Speeches typed in one line, as they come onto the page."""

from pathlib import Path

import pytest

from bot.page.speech import lay_out_speeches
from tests.support.desks import PaperDesk


@pytest.mark.parametrize(
    ("line", "speech"),
    [
        ("HAMLET: To be, or not", "HAMLET:\nTo be, or not"),
        ("  FIRST LORD:  I.", "FIRST LORD:\nI."),
        ("HAMLET:", "HAMLET:\n"),
        ("HAMLET:\nTo be,\nor not", "HAMLET:\nTo be,\nor not"),
        ("D’ARCY & CO-AB: no", "D’ARCY & CO-AB:\nno"),
        ("MRS. OAK: No.\nCO. AB: no", "MRS. OAK:\nNo.\nCO. AB: no"),
        ("Hamlet: to be", "Hamlet: to be"),
        ("He said: WHY: no", "He said: WHY: no"),
        ("I: no", "I: no"),
        ("HAMLET:To be", "HAMLET:\nTo be"),  # as the ghost text after HAMLET: is taken
        ("AT 5:30 they came", "AT 5:30 they came"),
        ("HTTP://example", "HTTP://example"),
        ("", ""),
        (
            "ANN: Who?\nBOB: I.\nAnd you?\n\nANN:\nI.",
            "ANN:\nWho?\n\nBOB:\nI.\nAnd you?\n\nANN:\nI.",
        ),
        ("ANN: Who?\n\n\nBOB:", "ANN:\nWho?\n\n\nBOB:\n"),
        ("ANN:\nBOB: I.", "ANN:\n\nBOB:\nI."),
        ("Enter two.\nANN: Who?", "Enter two.\n\nANN:\nWho?"),
    ],
)
def test_a_name_in_capitals_before_a_colon_makes_a_speech(line: str, speech: str) -> None:
    assert lay_out_speeches(line) == speech


@pytest.fixture
def sitting(folder: Path) -> PaperDesk:
    return PaperDesk(folder)


def test_a_speech_stands_after_an_empty_line_below_its_name(sitting: PaperDesk) -> None:
    session = sitting.session
    session.add_line("HAMLET: Who is there?")
    assert session.page.text == "HAMLET:\nWho is there?"
    session.add_line("OSRIC: I.")
    assert session.page.text == "HAMLET:\nWho is there?\n\nOSRIC:\nI."
    session.add_line("Your servant.")
    assert session.page.text.endswith("I. Your servant.")
    session.page.add("\n")
    session.add_line("HAMLET:")
    assert session.page.text.endswith("Your servant.\n\nHAMLET:\n")


def test_what_stands_before_a_speech_goes_on_as_it_is(sitting: PaperDesk) -> None:
    sitting.session.add_line("HAMLET: Who is there?")
    sitting.session.add_line("Enter OSRIC\nOSRIC: I.")
    assert sitting.session.page.text == "HAMLET:\nWho is there? Enter OSRIC\n\nOSRIC:\nI."


def test_what_is_foretold_is_of_the_line_as_it_will_stand(sitting: PaperDesk) -> None:
    sitting.session.add_line("HAMLET: It was late")
    assert sitting.session.page.format_line("and dark") == " and dark"
    assert sitting.session.page.format_line("OSRIC: I") == "\n\nOSRIC:\nI"
    before = sitting.session.page.text
    sitting.session.add_line("OSRIC: I")
    assert sitting.session.page.text == before + "\n\nOSRIC:\nI"


def test_prose_is_left_as_it_is_typed(sitting: PaperDesk) -> None:
    sitting.session.add_line("It was late.")
    sitting.session.add_line("PS: I love you")
    assert sitting.session.page.text == "It was late. PS: I love you"
