"""What the pages say of the program, against the program."""

import re
import runpy
from pathlib import Path

from bot.actions import commands
from common import errors
from common.config import Config
from common.schema import read_yaml

_ROOT = Path(__file__).parent.parent


def test_the_page_of_commands_is_that_of_the_table() -> None:
    made = runpy.run_path(str(_ROOT / "docs" / "commands.py"))
    assert made["PAGE"].read_text(encoding="utf-8") == made["page"](), "run docs/commands.py"


def test_readme_names_only_commands_that_there_are() -> None:
    readme = (_ROOT / "README.md").read_text()
    named = set(re.findall(r"(?<![\w./:])/[a-z]+(?![\w/.])", readme))
    assert named
    assert named <= {command.name for command in commands}


def test_every_command_has_an_example_of_itself() -> None:
    for command in commands:
        assert command.example.split()[0] == command.name


def test_exit_codes_are_those_of_the_error_tree() -> None:
    page = (_ROOT / "docs" / "exit-codes.md").read_text()
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    raised = {
        thing.exit_code
        for thing in vars(errors).values()
        if isinstance(thing, type) and issubclass(thing, errors.PasticheError)
    }
    assert raised <= told
    assert told - raised == {0, 129, 130, 143}


def test_every_event_that_training_emits_is_specified() -> None:
    page = (_ROOT / "docs" / "events.md").read_text()
    told = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    sources = "".join(path.read_text() for path in (_ROOT / "training").rglob("*.py"))
    emitted = set(re.findall(r'emit\(\s*"(\w+)"', sources)) | {"error"}
    assert emitted == told


def test_config_at_the_top_is_read_and_names_the_shipped_authors() -> None:
    config = read_yaml(_ROOT / "config.yaml", Config())
    assert set(config.authors) == {"base", "dickens", "nietzsche", "shakespeare"}
    for author in config.authors.values():
        assert author.works is not None
        assert (_ROOT / "texts" / "manifests" / f"{author.works}.yaml").is_file()
        assert (_ROOT / "training" / "recipes" / f"{author.recipe}.yaml").is_file()


def test_links_between_the_pages_lead_somewhere() -> None:
    pages = [*_ROOT.glob("*.md"), *(_ROOT / "docs").glob("*.md")]
    for page in pages:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
