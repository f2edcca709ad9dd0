"""The runtime that a passage records, and the rules it names."""

import pytest

from models.runtime import RULES, describe_runtime, parse_rules


def test_a_runtime_names_the_rules_of_today() -> None:
    assert parse_rules(describe_runtime()) == RULES


@pytest.mark.parametrize(
    ("former", "rules"),
    [
        ("rules 2, ai-edge-litert 2.0.3, numpy 2.3.1, x86_64 an abacus", 2),
        ("rules 14, an abacus", 14),
        ("pastiche 0.1.0, ai-edge-litert 2.0.3, numpy 2.3.1, x86_64 an abacus", 1),
        ("an abacus with rules 3, and others", 1),
        ("rules " + "9" * 5_000 + ",", 1),
        ("", 1),
    ],
)
def test_a_former_runtime_names_its_own(former: str, rules: int) -> None:
    assert parse_rules(former) == rules
