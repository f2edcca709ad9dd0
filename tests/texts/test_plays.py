"""texts/plays.py: plays of several layouts brought into one."""

from texts.plays import unify_layout

EXPECTED = """ACT I. SCENE 2. A mill

Enter the MILLER and a SAILOR

MILLER:
Who counted all my kettles in the rain?
I did not ask.

FIRST SAILOR:
Nobody, my lord.
[Aside]
And yet they are counted.

AUNT:
I sang of seven.
Exit
"""


def test_names_before_the_speech_and_directions_at_the_edge() -> None:
    play = """ACT I. SCENE 2. A mill

                      Enter the MILLER and a SAILOR
  MILLER. Who counted all my kettles in the rain?
    I did not ask.
  FIRST SAILOR. Nobody, my lord.   [Aside]  And yet they are counted.
  AUNT.. I sang of seven.                    Exit
"""
    got = unify_layout(play.replace("]  And", "]\n    And"))
    assert got == EXPECTED


def test_names_on_lines_of_their_own() -> None:
    play = """ACT I. SCENE 2. A mill

Enter the MILLER and a SAILOR


MILLER.
Who counted all my kettles in the rain?
I did not ask.


FIRST SAILOR.
Nobody, my lord.
[Aside]
And yet they are counted.

AUNT.
I sang of seven.
Exit
"""
    assert unify_layout(play) == EXPECTED


def test_a_play_in_the_layout_stays_as_it_is() -> None:
    assert unify_layout(EXPECTED) == EXPECTED


def test_what_only_looks_like_a_name_is_none() -> None:
    lines = "XIV. Of lamps\nI. A sailor\nSCENE II. The quay\nMr. Lamp sings. O\nA. B\n"
    assert unify_layout(lines) == lines


def test_a_title_that_ends_in_a_full_stop_stands_in_its_name() -> None:
    assert unify_layout("  MRS. MILLER. What, seven?\n  MRS. OAK.\n    Seven.\n") == (
        "MRS. MILLER:\nWhat, seven?\n\nMRS. OAK:\nSeven.\n"
    )
