"""What the pages say of the program, against the program."""

import re
import runpy
from pathlib import Path
from xml.etree import ElementTree

from bot.actions import commands
from common import errors
from common.config import Config
from common.schema import read_yaml

_ROOT = Path(__file__).parent.parent
PAGES = [*_ROOT.glob("*.md"), *(_ROOT / "docs").glob("*.md")]


def test_the_page_of_commands_is_that_of_the_table() -> None:
    made = runpy.run_path(str(_ROOT / "docs" / "commands.py"))
    assert made["PAGE"].read_text(encoding="utf-8") == made["page"](), "run docs/commands.py"


def test_pages_for_writers_name_only_commands_that_there_are() -> None:
    for name in ("README.md", "docs/desk.md", "docs/training.md"):
        named = set(re.findall(r"(?<![\w./:<])/[a-z]+(?![\w/.])", (_ROOT / name).read_text()))
        assert named
        assert named <= {command.name for command in commands}, name


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


def test_readme_is_short() -> None:
    assert len((_ROOT / "README.md").read_text().splitlines()) <= 110


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        text = page.read_text()
        links = re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"", text)
        for link in (inline or tag for inline, tag in links):
            if "://" in link:
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), f"{page.name}: {link}"
            assert not anchor or anchor in anchors(target), f"{page.name}: {link}"


def anchors(page: Path) -> set[str]:
    """What GitHub calls a page's headings by."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_paths_that_pages_name_are_there() -> None:
    for page in PAGES:
        for path in re.findall(r"`((?:[\w-]+/)+[\w-]+\.(?:py|md|yaml))`", page.read_text()):
            assert (_ROOT / path).exists(), f"{page.name}: {path}"


def test_readme_shows_the_pictures_of_a_session_in_both_themes() -> None:
    readme = (_ROOT / "README.md").read_text()
    script = runpy.run_path(str(_ROOT / "docs" / "session_picture.py"))
    pictures = {f"docs/session-{theme}.svg" for theme in script["THEMES"]}
    assert set(re.findall(r"(?:src|srcset)=\"([^\"]+)\"", readme)) == pictures
    for picture in pictures:
        drawn = "".join(ElementTree.parse(_ROOT / picture).getroot().itertext())
        for line in (*script["LINES"], script["UNFINISHED"]):
            assert line in drawn.replace("\N{NO-BREAK SPACE}", " "), f"{picture}: {line}"
