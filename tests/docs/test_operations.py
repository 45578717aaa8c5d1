"""Every setting, command, problem, metric and log member has its line in docs/operations.md."""

import re
from pathlib import Path

import pytest

from api import security
from api.errors import OUTCOMES
from api.forms import MOST_BYTES_SENT
from api.health import MOST_BEHIND
from api.metrics import Metrics
from api.portal.draft import MOST_FILE_BYTES
from domain.content import ClearPart
from domain.migration import MAXIMUM_ROWS
from domain.permissions import ARCHIVE_WIDE, Role
from ops import importing, keystore, shelf
from ops.cli.application import CITIZEN, LISTED, OFFICER, OPERATOR, SUPERVISOR
from ops.covering import cover
from ops.extraction.worker import Limits
from ops.guard import LIBRARY_VARIABLES
from ops.logging import ALLOWED
from ops.manifest import LONGEST_CELL, OPTIONAL, REQUIRED
from ops.settings import NAMES, Settings
from tests.premises import furnish
from tests.terminal import tree
from tests.town import Town

PAGE = (Path(__file__).parents[2] / "docs/operations.md").read_text("utf-8")


def rows(begin: str) -> list[list[str]]:
    """The cells of every table row whose first cell begins so."""
    found = []
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0].startswith(begin):
            found.append(cells)
    return found


TREE = {
    " ".join(("gongkai", *path)): found for path, found in tree() if not hasattr(found, "commands")
}
"""Every command that is no group."""


def test_every_setting_has_its_line_with_its_default() -> None:
    told = {row[0].strip("`"): row for row in rows("`GONGKAI_")}
    assert set(told) == {f"GONGKAI_{name.upper()}" for name in NAMES}
    for name in NAMES:
        _, in_file, default, meaning = told[f"GONGKAI_{name.upper()}"]
        assert in_file == ("(not there)" if name == "home" else f"`{name}`")
        value = str(getattr(Settings, name))
        assert value in default or default.startswith("(")
        assert meaning


def test_every_command_has_its_line() -> None:
    told = [row[0].strip("`") for row in rows("`gongkai ")]
    assert sorted(told) == sorted(TREE)
    assert all(row[1] for row in rows("`gongkai "))


def test_every_command_says_in_chinese_what_it_does() -> None:
    for path, command in TREE.items():
        assert re.search("[\u4e00-\u9fff]", command.help or ""), path


def test_help_groups_commands_by_who_uses_them() -> None:
    assert list(LISTED) == [CITIZEN, OFFICER, SUPERVISOR, OPERATOR]
    assert all(LISTED.values())


def test_every_command_that_reports_takes_json() -> None:
    silent = {"gongkai serve", "gongkai demo"}
    for path, command in TREE.items():
        options = {option for parameter in command.params for option in parameter.opts}
        assert ("--json" in options) is (path not in silent), path


def test_no_command_takes_a_passphrase_as_an_argument() -> None:
    for path, command in TREE.items():
        options = [option for parameter in command.params for option in parameter.opts]
        secret = [option for option in options if "passphrase" in option]
        assert all(option.endswith("passphrase-file") for option in secret), path


def test_every_problem_has_its_line_with_its_status() -> None:
    told = {
        row[0].strip("`"): int(row[1])
        for row in rows("`")
        if len(row) == 3 and re.fullmatch(r"\d{3}", row[1])
    }
    for error, outcome in OUTCOMES.items():
        assert told.pop(error.__name__, None) == outcome.status, error
    assert told == {"ExtractionRefused": 422}


def test_every_metric_has_its_line() -> None:
    told = {row[0].strip("`") for row in rows("`gongkai_")}
    assert told == {metric.name for metric in Metrics().registry.collect()}


def test_every_member_of_the_running_log_has_its_line() -> None:
    section = PAGE[PAGE.index("## The running log") : PAGE.index("## The demonstration")]
    table = "\n".join(line for line in section.splitlines() if line.startswith("| `"))
    named = {
        name for row in table.splitlines() for name in re.findall("`([a-z]+)`", row.split("|")[1])
    }
    assert named == ALLOWED


def test_every_column_of_a_manifest_has_its_line() -> None:
    section = PAGE[PAGE.index("## Importing") : PAGE.index("## Acting over HTTP")]
    told: dict[str, str] = {}
    for line in section.splitlines():
        if line.startswith("| `"):
            columns, needed = line.split("|")[1:3]
            told |= dict.fromkeys(re.findall("`([a-z_]+)`", columns), needed.strip())
    assert told == dict.fromkeys(REQUIRED, "yes") | dict.fromkeys(OPTIONAL, "no")


@pytest.mark.parametrize(
    "said",
    [
        f"at most {LONGEST_CELL} characters",
        f"at most {Limits().file_bytes >> 20} MiB each",
        f"up to {MAXIMUM_ROWS} rows or {importing.MAXIMUM_BYTES >> 20} MiB",
        f"at least {keystore.MINIMUM_PASSPHRASE} characters",
        f"hand him the code ({keystore.CODE_LIFE.days} days)",
        f"After {keystore.MAXIMUM_FAILURES} wrong passphrases",
        f"locked for {keystore.LOCKED_FOR.seconds // 60} minutes",
        f"more than {MOST_BEHIND} events behind",
        f"A request's body has {security.BODY_LIMIT >> 20} MB at most",
        f"a form with files on a page {security.FORM_LIMIT >> 30} GB",
        f"{MOST_BYTES_SENT >> 20} MB are taken together, of each scan {MOST_FILE_BYTES >> 20} MB",
        f"has {shelf.MOST_THINGS_OF_ONE} files and {shelf.MOST_BYTES_OF_ONE >> 20} MB waiting",
        f"all together {shelf.MOST_BYTES >> 20} MB",
        *(f"`{name}`" for name in LIBRARY_VARIABLES),
        *(f"`{role}`" for role in Role),
        "| `0` |",
        "| `1` |",
        "| `2` |",
    ],
)
def test_numbers_and_names_are_the_program_s(said: str) -> None:
    assert said in PAGE


def test_roles_without_an_organ_are_said_to_be_so() -> None:
    sentence = re.search(r"Roles: (.*) are held in an organ; (.*) in none\.", PAGE)
    assert sentence is not None
    assert set(re.findall("`([a-z]+)`", sentence[2])) == set(ARCHIVE_WIDE)
    assert set(re.findall("`([a-z]+)`", sentence[1])) == set(Role) - ARCHIVE_WIDE


def test_every_file_of_a_home_has_its_line(founded_town: Town, tmp_path: Path) -> None:
    premises = furnish(founded_town, tmp_path)
    with premises.open() as services:
        services.contents.keep([ClearPart("a.txt", "text/plain", b"a", "a", "text/1")])
        cover(services, services.journal.position())
    told = {name.strip("/") for row in rows("`") for name in re.findall("`([^`]+)`", row[0])}
    for path in premises.home.iterdir():
        assert path.name.removesuffix("-wal").removesuffix("-shm") in told, path.name
