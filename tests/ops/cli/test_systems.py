"""`gongkai system`: one registrar enrols online intake, the other runs what the command printed."""

import re
from pathlib import Path

import pytest

from domain.errors import NotPermitted
from tests.premises import Premises, furnish
from tests.terminal import Ran, gongkai
from tests.town import Town


@pytest.fixture
def premises(founded_town: Town, tmp_path: Path) -> Premises:
    """A HOME of this test's own."""
    return furnish(founded_town, tmp_path)


def act(premises: Premises, role: str, *arguments: object) -> Ran:
    """A command signed by the officer of a role."""
    signed = ["--as", premises.names[role], "--passphrase-file", premises.passphrase_file]
    return gongkai(premises.home, *arguments, *signed)


def printed(ran: Ran) -> list[list[str]]:
    """The commands that a report tells the other registrar to run, without who runs them."""
    told = re.findall(r"gongkai (officer confirm-\S+ .*?) --as \((\S+) 以外的登记员\)", ran.out)
    return [command.split() for command, _ in told]


def test_one_registrar_enrols_it_the_other_confirms_and_it_is_open(premises: Premises) -> None:
    ran = act(premises, "first", "system", "enrol", "intake").fine()
    assert f"({premises.first} 以外的登记员)" in ran.out
    commands = printed(ran)
    assert [command[1] for command in commands] == ["confirm-key", "confirm-post"]
    before = premises.position()
    assert act(premises, "first", *commands[0]).code == 1
    assert printed(act(premises, "third", "system", "enrol", "intake").fine()) == commands
    assert premises.position() == before
    for command in commands:
        act(premises, "second", *command).fine()
    ran = act(premises, "first", "system", "enrol", "intake").fine()
    assert "都已确认" in ran.out
    assert printed(ran) == []
    with premises.open() as services:
        assert services.intake().post is not None
    assert gongkai(premises.home, "verify").code == 0


def test_what_is_confirmed_is_not_asked_for_again(premises: Premises) -> None:
    commands = printed(act(premises, "first", "system", "enrol", "intake").fine())
    act(premises, "second", *commands[0]).fine()
    assert printed(act(premises, "second", "system", "enrol", "intake").fine()) == commands[1:]


def test_the_list_says_how_far_it_is_without_a_passphrase(premises: Premises) -> None:
    (told,) = gongkai(premises.home, "system", "list", "--json").fine().json
    assert (told["name"], told["officer"], told["key_file"]) == ("intake", None, False)
    assert told["ready"] is False
    said = gongkai(premises.home, "system", "list").fine().out
    assert "还没有制作网上收件的签名密钥" in said
    enrolled = act(premises, "first", "system", "enrol", "intake", "--json").fine().json
    assert len(enrolled["confirm"]) == 2
    assert enrolled["covered"] is True
    (told,) = gongkai(premises.home, "system", "list", "--json").fine().json
    assert told == {name: enrolled[name] for name in told}
    assert (told["key_state"], told["post_state"], told["key_file"]) == (
        "ENROLLED",
        "GRANTED",
        True,
    )
    (premises.home / "keys/intake.key").chmod(0o604)
    assert "chmod 600" in gongkai(premises.home, "system", "list").fine().out


@pytest.mark.parametrize(
    ("role", "name", "said"),
    [("drafter", "intake", "登记员"), ("first", "log", "现有:intake"), ("first", "", "现有")],
)
def test_who_may_not_and_what_is_not_there_is_refused_and_no_key_is_made(
    premises: Premises, role: str, name: str, said: str
) -> None:
    before = premises.position()
    ran = act(premises, role, "system", "enrol", name)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert premises.position() == before
    assert [path.name for path in (premises.home / "keys").iterdir()] == ["log.key"]


def test_a_person_is_not_enrolled_under_a_system_name(premises: Premises) -> None:
    before = premises.position()
    ran = act(premises, "first", "officer", "enrol", "system_intake", "--name", "某人")
    assert ran.code == 1
    assert "[sign_in]" in ran.err
    assert premises.position() == before
    act(premises, "first", "system", "enrol", "intake").fine()
    assert "不能登录" in act(premises, "first", "officer", "code", "system_intake").err


def test_until_it_is_open_nobody_files_online(premises: Premises) -> None:
    with premises.open() as services, pytest.raises(NotPermitted, match="还没有开通网上申请"):
        services.intake()
