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


def test_a_direction_before_a_speech_stands_alone(sitting: PaperDesk) -> None:
    sitting.session.add_line("HAMLET: Who is there?")
    sitting.session.add_line("Enter OSRIC\nOSRIC: I.")
    assert sitting.session.page.text == "HAMLET:\nWho is there?\n\nEnter OSRIC\n\nOSRIC:\nI."


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


def test_who_has_spoken_may_be_typed_in_small_letters(sitting: PaperDesk) -> None:
    session = sitting.session
    session.add_line("OSRIC: I. Mark this.")
    session.add_line("Hamlet: why")  # who has not spoken: it may be prose
    assert session.page.text == "OSRIC:\nI. Mark this. Hamlet: why"
    assert session.page.format_line("osric: no") == "\n\nOSRIC:\nno"
    session.add_line("Osric: No.")
    assert session.page.text.endswith("Hamlet: why\n\nOSRIC:\nNo.")


SCENE = "HAMLET:\nWho is there?\n\nMRS. OAK:\nI, my lord."


@pytest.mark.parametrize(
    ("page", "line", "added"),
    [
        # from prose to play, where a sentence is over
        ("It was late.", "HAMLET: Who is there?", "\n\nHAMLET:\nWho is there?"),
        ("“It was late.”", "HAMLET: Who?", "\n\nHAMLET:\nWho?"),
        ("It was late.\n", "HAMLET: Who?", "\nHAMLET:\nWho?"),
        ("The sign said", "HAMLET: closed", " HAMLET: closed"),
        ("It was late.", "Hamlet: a play", " Hamlet: a play"),
        ("It was late.", "[Enter Hamlet]", "\n\n[Enter Hamlet]"),
        ("It was late.", "Enter the King.", "\n\nEnter the King."),
        ("“It was late.”\n", "Exeunt all but HAMLET", "\nExeunt all but HAMLET"),
        ("It was late.", "Exit.", "\n\nExit."),
        ("The sign said", "Exit.", " Exit."),
        ("It was late.", "Exit the hall by the stairs.", " Exit the hall by the stairs."),
        ("It was late.", "Enter Hamlet. He bowed.", " Enter Hamlet. He bowed."),
        ("It was late.\n\nEnter the King.", "He bowed.", "\n\nHe bowed."),
        ("It was late.\n\n[Exit Hamlet.]", "“Come,” he said.", "\n\n“Come,” he said."),
        ("It was late. Enter the King.", "He bowed.", " He bowed."),
        ("It was late.", "(He laughed.)", " (He laughed.)"),
        ("It was late.", "Enter, he said.", " Enter, he said."),
        # directions in a play, and what follows them
        (SCENE, "[Exit.]", "\n\n[Exit.]"),
        (SCENE, "(She weeps.)", "\n\n(She weeps.)"),
        (SCENE, "Exeunt all but HAMLET.", "\n\nExeunt all but HAMLET."),
        (SCENE, "Enter OSRIC\nOSRIC: I.", "\n\nEnter OSRIC\n\nOSRIC:\nI."),
        (SCENE, "Enter, my lord.", " Enter, my lord."),
        (SCENE + "\n\n[Exit.]", "Good night.", "\nGood night."),
        (SCENE + "\n\n[Exit.]", "HAMLET: So.", "\n\nHAMLET:\nSo."),
        # from play to prose
        (SCENE, "“It is late,” said Hamlet.", "\n\n“It is late,” said Hamlet."),
        (SCENE, "Hamlet bowed.", "\n\nHamlet bowed."),
        (SCENE, "Mrs. Oak’s candle went out.", "\n\nMrs. Oak’s candle went out."),
        (SCENE, "Hamlet, my lord, good night.", " Hamlet, my lord, good night."),
        (SCENE, "Good night.", " Good night."),
        # a paragraph of the user's own, and a speech that is due
        (SCENE, "\n\nGood night.", "\n\nGood night."),
        (SCENE + "\n\nHAMLET:\n", "“Words,” he reads.", "“Words,” he reads."),
    ],
)
def test_a_change_of_kind_and_a_direction_begin_a_paragraph(
    sitting: PaperDesk, page: str, line: str, added: str
) -> None:
    sitting.session.page.import_text(page)
    assert sitting.session.page.format_line(line) == added
