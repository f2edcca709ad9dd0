"""YAML laid upon a dataclass: what fits is taken, what does not is one sentence with its line."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from common.errors import ConfigError, UsageError
from common.schema import convert_json, parse_json, read_yaml


@dataclass(frozen=True)
class Oar:
    length: float = 2.5
    maker: str | None = None


@dataclass(frozen=True)
class Boat:
    name: str = "Nobody"
    crew: int = 3
    leaks: bool = False
    depth: float | None = None
    wood: Literal["oak", "elm"] = "oak"
    ports: tuple[str, ...] = ("home",)
    oar: Oar = Oar()
    oars: dict[str, Oar] = field(default_factory=lambda: {"left": Oar(1.5)})

    def __post_init__(self) -> None:
        if self.crew < 1:
            raise UsageError(f"crew cannot be {self.crew:g}", "It is 1 or more.")
        if self.name == "Titanic":
            raise ValueError("no boat is called Titanic")
        if self.leaks and self.crew < 3:
            raise UsageError("a leaking boat needs a crew of 3", "Mend it.")


def read(tmp_path: Path, text: str, over: Boat = Boat()) -> Boat:
    path = tmp_path / "boat.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path, over)


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert caught.value.todo
    head = f"{tmp_path / 'boat.yaml'}, line "
    assert caught.value.what.startswith(head)
    return f"{caught.value.what.removeprefix(head)}. {caught.value.todo}"


def test_what_the_file_says_is_laid_upon_the_defaults(tmp_path: Path) -> None:
    text = "name: Ann\nleaks: yes\nwood: elm\nports: [a, b]\noar: {length: 3, maker: Bob}\n"
    assert read(tmp_path, text) == Boat(
        "Ann", 3, True, None, "elm", ("a", "b"), Oar(3.0, "Bob"), {"left": Oar(1.5)}
    )


def test_dictionaries_and_nested_ones_merge(tmp_path: Path) -> None:
    boat = read(tmp_path, "oars:\n  left:\n    maker: Bob\n  right: {length: 4.0}\n")
    assert boat.oars == {"left": Oar(1.5, "Bob"), "right": Oar(4.0)}


def test_lists_do_not_merge_and_one_item_needs_no_brackets(tmp_path: Path) -> None:
    assert read(tmp_path, "ports: [sea]").ports == ("sea",)
    assert read(tmp_path, "ports: sea").ports == ("sea",)
    assert read(tmp_path, "ports: []").ports == ()


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "\ufeff# nothing yet\n"])
def test_an_empty_file_changes_nothing(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == Boat()


def test_a_number_may_have_an_exponent_and_no_point(tmp_path: Path) -> None:
    assert read(tmp_path, "oar: {length: 4e-3}").oar.length == 0.004
    assert read(tmp_path, "depth: 5e-1").depth == 0.5  # of what may be nothing, too


def test_a_whole_number_is_a_number_too_and_stays_what_was_asked_for(tmp_path: Path) -> None:
    length = read(tmp_path, "oar: {length: 4}").oar.length
    assert (length, type(length)) == (4.0, float)


def test_nothing_is_a_value_where_it_may_be(tmp_path: Path) -> None:
    assert read(tmp_path, "oar: {maker: null}", Boat(oar=Oar(1, "Bob"))).oar == Oar(1, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: A\ncrow: 4", "2: unknown key crow. Did you mean crew?"),
        ("\n\noar:\n  lenght: 4", "4: unknown key lenght. Did you mean length?"),
        ("xyz: 1", "1: unknown key xyz. Known: name, crew, leaks, depth, wood, ports, oar, oars."),
        ("oars:\n  left:\n    made: B", "3: unknown key made. Did you mean maker?"),
        ("<<: {name: A}", "1: unknown key <<. Known:"),
    ],
)
def test_an_unknown_key_names_the_nearest_and_its_line(
    tmp_path: Path, text: str, sentence: str
) -> None:
    assert refused(tmp_path, text).startswith(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: Ann\ncrew: three", "2: crew must be a whole number, not 'three'"),
        ("crew: 3.0", "1: crew must be a whole number, not 3.0"),
        ("crew: true", "1: crew must be a whole number, not true"),
        ("crew: [3]", "1: crew must be a whole number, not a list"),
        ("crew:", "1: crew must be a whole number, not nothing"),
        ("crew: {a: 1}", "1: crew must be a whole number, not keys with values"),
        ("name: 1984", "1: name must be text, not 1984"),
        ("name: no", "1: name must be text, not false"),
        ("name: 2001-02-03", "1: name must be text, not a date"),
        ("leaks: 1", "1: leaks must be true or false, not 1"),
        ("wood: pine", "1: wood must be oak or elm, not 'pine'"),
        ("ports:\n- a\n- 7", "3: ports must be text, not 7"),
        ("oar: 3", "1: oar must be keys with values"),
        ("oar:\n  length: long", "2: length must be a number, not 'long'"),
        ("oar: {length: yes}", "1: length must be a number, not true"),
        ("oar: {maker: 3}", "1: maker must be text or nothing, not 3"),
        ("oars: [a]", "1: oars must be keys with values"),
        ("oars: {left: 2}", "1: oars.left must be keys with values"),
        ("- a\n- b", "1: the file must be keys with values"),
        ("just words", "1: the file must be keys with values"),
    ],
)
def test_a_wrong_type_says_what_it_must_be_and_what_it_is(
    tmp_path: Path, text: str, sentence: str
) -> None:
    assert refused(tmp_path, text).startswith(sentence + ".")


@pytest.mark.parametrize(
    "value",
    ["2001-99-99", "!!int seven", "!!python/object:os.system x", "!odd x", "&a [*a]", "0b2"],
)
def test_a_value_that_cannot_even_be_read_is_a_sentence_too(tmp_path: Path, value: str) -> None:
    assert refused(tmp_path, f"name: A\ncrew: {value}").startswith("2: crew must be a whole number")


def test_a_number_larger_than_numbers_go_is_a_sentence_too(tmp_path: Path) -> None:
    text = "oar: {length: " + "9" * 400 + "}"
    assert refused(tmp_path, text).startswith("1: length must be a number")


def test_a_number_too_large_for_a_sentence_is_out_of_range(tmp_path: Path) -> None:
    text = f"name: A\ncrew: -{'9' * 400}"
    assert refused(tmp_path, text) == "2: crew is out of range. Change that value."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("crew: 3\nname: A\ncrew: 4", "3: crew is there twice. Remove one of them."),
        ("oars:\n  left: {}\n  left: {}", "3: left is there twice. Remove one of them."),
        ("oar:\n  maker: A\n  maker: A", "3: maker is there twice. Remove one of them."),
    ],
)
def test_a_key_given_twice_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    assert refused(tmp_path, text) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: A\n\ncrew: 0\nwood: elm", "3: crew cannot be 0. It is 1 or more."),
        ("wood: elm\nname: Titanic", "2: no boat is called Titanic. Change that value."),
        ("crew: -4", "1: crew cannot be -4. It is 1 or more."),
    ],
)
def test_a_value_out_of_its_range_is_found_at_its_line(
    tmp_path: Path, text: str, sentence: str
) -> None:
    assert refused(tmp_path, text) == sentence


def test_values_that_do_not_go_together_are_refused_together(tmp_path: Path) -> None:
    sentence = refused(tmp_path, "\nname: A\nleaks: true\ncrew: 2")
    assert sentence == "2: a leaking boat needs a crew of 3. Mend it."


@pytest.mark.parametrize("text", ["name: [a", "a: b: c", "name: 'x", "\tname: a", "a: 1\n b: 2"])
def test_what_is_not_yaml_says_so_with_a_line(tmp_path: Path, text: str) -> None:
    assert ": not YAML: " in refused(tmp_path, text)


def test_a_control_character_is_not_yaml_either(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"boat\.yaml: not YAML"):
        read(tmp_path, "name: a\0b")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.yaml cannot be read: No such file"):
        read_yaml(tmp_path / "gone.yaml", Boat())
    with pytest.raises(ConfigError, match=r"cannot be read: Is a directory"):
        read_yaml(tmp_path, Boat())


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "boat.yaml").write_bytes("name: é".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"boat\.yaml is not UTF-8 text"):
        read_yaml(tmp_path / "boat.yaml", Boat())


def from_json(text: str, open_ended: bool = False) -> Boat:
    return convert_json(parse_json(text.encode()), Boat, "boat", open_ended=open_ended)


def test_json_becomes_a_dataclass() -> None:
    text = '{"name": "Ann", "ports": ["a"], "oar": {"length": 3}, "oars": {"left": {}}, "depth": 1}'
    boat = from_json(text)
    assert boat == Boat("Ann", ports=("a",), oar=Oar(3.0), oars={"left": Oar()}, depth=1.0)
    assert type(boat.depth) is float
    assert from_json("{}") == Boat()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[]", "boat must be keys with values, not a list"),
        ('{"crew": "x"}', "boat: crew must be a whole number, not 'x'"),
        ('{"crew": true}', "boat: crew must be a whole number, not true"),
        ('{"crew": 3.0}', "boat: crew must be a whole number, not 3.0"),
        ('{"crew": null}', "boat: crew must be a whole number, not nothing"),
        ('{"depth": false}', "boat: depth must be a number or nothing, not false"),
        (
            '{"oar": {"length": 1' + "0" * 400 + "}}",
            "boat: oar.length cannot be 1" + "0" * 39 + "…",
        ),
        ('{"name": ["a"]}', "boat: name must be text, not a list"),
        ('{"wood": "pine"}', "boat: wood cannot be 'pine'"),
        ('{"ports": "a"}', "boat: ports must be a list, not 'a'"),
        ('{"ports": ["a", {}]}', "boat: ports[1] must be text, not keys with values"),
        ('{"oar": {"maker": 3}}', "boat: oar.maker must be text or nothing, not 3"),
        ('{"oars": {"a b": {"length": "x"}}}', "boat: oars[...].length must be a number, not text"),
        ('{"crew": 0}', "boat: crew cannot be 0"),
        ('{"crew": -1' + "0" * 400 + "}", "boat has a number out of range"),
        ('{"name": "Titanic"}', "boat: no boat is called Titanic"),
        ('{"crow": 4}', "boat has an unknown key crow"),
        ('{"oar": {"made": 4}}', "boat has an unknown key oar.made"),
        ('{"oars": {"left": {"made": 4}}}', "boat has an unknown key oars.left.made"),
    ],
)
def test_json_that_does_not_fit_is_one_sentence_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"^boat") as caught:
        from_json(text)
    assert str(caught.value) == sentence


def test_json_may_have_more() -> None:
    assert from_json('{"name": "Ann", "sails": [1], "oar": {"red": 1}}', open_ended=True).crew == 3
    assert convert_json([{"length": 1}], tuple[Oar, ...], "oars") == (Oar(1.0),)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1,]", b"NaN", b"[Infinity]", b"[1e999]", b'"\xff"', b"[" * 100_000, b"{} {}"],
)
def test_what_is_not_json_with_finite_numbers_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON|UTF-8|truncated|range|nested"):
        parse_json(content)
