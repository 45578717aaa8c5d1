"""Online intake: no person, but enrolled by two registrars; its key opens by itself."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.archive import Caller
from domain.errors import Incomplete, KeyNotValid, NotFound, NotPermitted, SamePerson, SignInRefused
from domain.errors import WrongState as Ended
from domain.officer import KeyState, Officer, PostState
from domain.permissions import Role
from ops.bootstrap import Services
from ops.covering import cover
from ops.system_actors import INTAKE, Standing, enrol_actor, open_actor, standing, system_caller
from ops.verifying import verify
from tests.premises import PASSPHRASE, Premises, furnish
from tests.town import Town

KEY = "keys/intake.key"


@pytest.fixture
def premises(founded_town: Town, tmp_path: Path) -> Premises:
    """A HOME of this test's own."""
    return furnish(founded_town, tmp_path)


@pytest.fixture
def services(premises: Premises) -> Iterator[Services]:
    """That archive, open."""
    with premises.open() as services:
        yield services


def enrol(services: Services, registrar: Caller, stop_after: int = 99) -> Standing:
    """The registrar's half; a crash is the end of the world after so many acts."""
    left = [stop_after]

    def seated(_: str) -> Caller:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return registrar

    return enrol_actor(services.registration, services.settings.home, INTAKE.name, seated)


def confirm(services: Services, registrar: Caller, found: Standing) -> None:
    """The second registrar's half."""
    assert found.officer is not None
    assert found.key is not None
    assert found.post is not None
    services.registration.confirm_key(registrar, found.officer.id, found.key)
    services.registration.confirm_post(registrar, found.officer.id, found.post.id)


def opened(services: Services, town: Town) -> Standing:
    """Intake enrolled and confirmed."""
    confirm(services, town.registrars[1], enrol(services, town.registrars[0]))
    return standing(services.archive, services.settings.home, INTAKE.name)


# Who acts


def test_while_nobody_has_opened_it_the_refusal_says_so_and_reading_makes_nothing(
    services: Services,
) -> None:
    with pytest.raises(
        NotPermitted, match="本档案还没有开通网上申请：还没有制作网上收件的签名密钥"
    ):
        services.intake()
    assert open_actor(services.settings.home, INTAKE.name) is None
    assert not (services.settings.home / KEY).exists()


def test_opened_by_two_registrars_it_acts_in_its_post_with_its_own_key(
    services: Services, founded_town: Town
) -> None:
    found = opened(services, founded_town)
    caller = services.intake()
    officer = services.archive.load(Officer, caller.officer)
    assert (officer.name, officer.sign_in) == ("网上收件", "system_intake")
    assert officer.valid_keys() == {caller.signer.public_key.hex()}
    (post,) = officer.held_posts()
    assert (post.id, post.role, post.organ) == (caller.post, Role.INTAKE, None)
    assert found.missing() == ""


def test_the_archive_takes_its_acts_and_refuses_what_its_post_may_not_do(
    services: Services, founded_town: Town
) -> None:
    opened(services, founded_town)
    caller = services.intake()
    with pytest.raises(NotPermitted, match="网上收件"):
        services.registration.enrol_organ(caller, name="网上机关")
    # The one act that needs no post shows that key and officer are good for signing.
    key = caller.signer.public_key.hex()
    services.registration.revoke_key(caller, caller.officer, key, cause="密钥文件外泄")
    with pytest.raises(NotPermitted, match="已经停用"):
        services.intake()


def test_the_enrolment_verifies_like_any_other(services: Services, founded_town: Town) -> None:
    opened(services, founded_town)
    assert cover(services, services.journal.position())
    assert verify(services.settings.home).findings == ()


def test_every_half_way_state_is_refused_in_its_own_words(
    services: Services, founded_town: Town
) -> None:
    first, second, _ = founded_town.registrars
    found = enrol(services, first)
    assert (found.key_state, found.post and found.post.state) == ("ENROLLED", "GRANTED")
    with pytest.raises(NotPermitted, match="签名密钥还没有经两名登记员登记、确认"):
        services.intake()
    assert found.officer is not None
    services.registration.confirm_key(second, found.officer.id, str(found.key))
    with pytest.raises(NotPermitted, match="岗位还没有经两名登记员授予、确认"):
        services.intake()
    assert found.post is not None
    services.registration.confirm_post(second, found.officer.id, found.post.id)
    caller = services.intake()
    services.registration.end_post(first, caller.officer, str(caller.post))
    with pytest.raises(NotPermitted, match="岗位还没有"):
        services.intake()
    assert standing(services.archive, services.settings.home, INTAKE.name).post is None


# The two halves


def test_the_registrar_who_enrolled_it_cannot_confirm_it(
    services: Services, founded_town: Town
) -> None:
    first = founded_town.registrars[0]
    with pytest.raises(SamePerson):
        confirm(services, first, enrol(services, first))


def test_enrolling_it_again_changes_nothing(services: Services, founded_town: Town) -> None:
    first, second, third = founded_town.registrars
    once = enrol(services, first)
    position = services.journal.position()
    again = enrol(services, third)
    assert (again.key, again.post) == (once.key, once.post)
    confirm(services, second, once)
    enrol(services, first)
    assert services.journal.position() == position + 2


@pytest.mark.parametrize("acts", [0, 1, 2])
def test_stopped_at_any_step_the_same_command_goes_on_with_the_same_key(
    services: Services, founded_town: Town, acts: int
) -> None:
    first, second, _ = founded_town.registrars
    home = services.settings.home
    with pytest.raises(KeyboardInterrupt):
        enrol(services, first, stop_after=acts)
    assert (home / KEY).exists() is (acts > 0)
    kept = open_actor(home, INTAKE.name)
    found = enrol(services, first)
    assert kept is None or found.key == kept.public_key.hex()
    confirm(services, second, found)
    assert services.intake().signer.public_key.hex() == found.key
    assert found.officer is not None
    after = services.archive.load(Officer, found.officer.id)
    assert (len(after.keys), len(after.posts)) == (1, 1)


def test_a_key_made_before_its_officer_was_enrolled_is_used_and_not_replaced(
    services: Services, founded_town: Town
) -> None:
    first = founded_town.registrars[0]
    home = services.settings.home
    with pytest.raises(NotPermitted):  # a migrator: the key is there, no act was
        enrol(services, founded_town.migrator)
    kept = open_actor(home, INTAKE.name)
    assert kept is not None
    assert enrol(services, first).key == kept.public_key.hex()


# The key file


def test_its_key_file_is_for_its_owner_only_and_refused_when_others_can_read_it(
    services: Services, founded_town: Town
) -> None:
    opened(services, founded_town)
    path = services.settings.home / KEY
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(KeyNotValid, match=r"keys/intake\.key 不能让其他用户读取：chmod 600"):
        open_actor(services.settings.home, INTAKE.name)
    found = standing(services.archive, services.settings.home, INTAKE.name)
    assert "chmod 600" in found.trouble
    # The public is told that it is closed, not how the machine is set up.
    with pytest.raises(NotPermitted, match=r"没有开通网上申请：网上收件的签名密钥不能使用$"):
        services.intake()
    with pytest.raises(KeyNotValid, match="chmod 600"):
        enrol(services, founded_town.registrars[0])
    path.chmod(0o600)
    services.intake()


def test_a_lost_key_file_closes_it_until_a_new_key_is_enrolled_and_confirmed(
    services: Services, founded_town: Town
) -> None:
    first, second, _ = founded_town.registrars
    lost = opened(services, founded_town)
    (services.settings.home / KEY).unlink()
    with pytest.raises(NotPermitted, match="还没有制作"):
        services.intake()
    found = enrol(services, first)
    assert found.key != lost.key
    with pytest.raises(NotPermitted, match="还没有经两名登记员登记、确认"):
        services.intake()
    assert found.officer is not None
    services.registration.confirm_key(second, found.officer.id, str(found.key))
    assert services.intake().signer.public_key.hex() == found.key


def test_a_revoked_key_is_not_enrolled_again_and_moving_its_file_away_makes_a_new_one(
    services: Services, founded_town: Town
) -> None:
    first = founded_town.registrars[0]
    found = opened(services, founded_town)
    assert found.officer is not None
    services.registration.revoke_key(first, found.officer.id, str(found.key), cause="外泄")
    with pytest.raises(Ended, match="把这个文件移走"):
        enrol(services, first)
    path = services.settings.home / KEY
    shutil.move(path, path.with_suffix(".revoked"))
    again = enrol(services, first)
    assert (again.key_state, again.post and again.post.state) == (KeyState.ENROLLED, PostState.HELD)


# Nobody signs in with its name


@pytest.mark.parametrize("sign_in", ["system_intake", " System_Intake ", "system_clock"])
def test_nobody_gets_a_code_or_a_passphrase_for_a_system_name(
    services: Services, sign_in: str
) -> None:
    doors: list[Callable[[], object]] = [
        lambda: services.keystore.issue_code("officer:x", sign_in),
        lambda: services.keystore.keep_key("officer:x", sign_in, PASSPHRASE, b"\1" * 32),
    ]
    for door in doors:
        with pytest.raises(Incomplete, match="不能登录"):
            door()


def test_its_name_signs_in_with_no_passphrase(services: Services, founded_town: Town) -> None:
    opened(services, founded_town)
    with pytest.raises(SignInRefused):
        services.keystore.unlock("system_intake", PASSPHRASE)
    with pytest.raises(SignInRefused):
        services.keystore.make_key("system_intake", "code", PASSPHRASE)


@pytest.mark.parametrize("name", ["log", "clock", "", "../log", "Intake"])
def test_a_name_that_is_no_actor_s_opens_nothing(services: Services, name: str) -> None:
    with pytest.raises(NotFound, match="现有：intake"):
        open_actor(services.settings.home, name)
    with pytest.raises(NotFound):
        system_caller(services.archive, services.settings.home, name)
