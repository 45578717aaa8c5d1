"""工作人员: keys and posts take two registrars, revocation acts at once (design §4, Keys)."""

from dataclasses import replace

import pytest

from domain.act import acting
from domain.archive import Caller, Recorded
from domain.ed25519 import UnusableKey
from domain.errors import (
    Conflict,
    Incomplete,
    KeyNotValid,
    Malformed,
    NotFound,
    NotPermitted,
    PostNotHeld,
    SamePerson,
    StaleVersion,
    Taken,
    WrongState,
)
from domain.officer import Basis, KeyState, Officer, PostState
from domain.permissions import ARCHIVE_WIDE, Role
from domain.registration import granted_post
from domain.sealing import possession_bytes
from ops.keystore import SeedSigner
from tests.town import ORIGIN, Town, act, signer

# The eight encodings of points of small order, and others no two verifiers agree about: RFC 8032
# 5.1.3 calls an y not below p non-canonical, and x = 0 has no odd form.
UNUSABLE_KEYS = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000080",
]


@pytest.fixture
def officer(town: Town) -> str:
    """An officer without keys and posts."""
    return town.registration.enrol_officer(town.registrars[0], name="丁", sign_in="ding").stream


def proof(officer: str, key: SeedSigner) -> str:
    return key.sign(possession_bytes(ORIGIN, officer, key.public_key)).hex()


def enrol_key(town: Town, officer: str, key: SeedSigner, by: int = 0) -> Recorded:
    return town.registration.enrol_key(
        town.registrars[by], officer, key=key.public_key.hex(), possession=proof(officer, key)
    )


def state_of(town: Town, officer: str, key: SeedSigner) -> KeyState:
    return town.app.load(Officer, officer).keys[key.public_key.hex()].state


def acts(town: Town, caller: Caller) -> Recorded:
    """Something every drafter may do."""
    return town.registration.enrol_officer(caller, name="某人", sign_in=f"x{town.position}")


# Enrolment


@pytest.mark.parametrize("name", ["", "  "])
def test_an_officer_has_a_name(town: Town, name: str) -> None:
    with town.refuses(Incomplete, "姓名"):
        town.registration.enrol_officer(town.registrars[0], name=name, sign_in="a")


@pytest.mark.parametrize("sign_in", ["", " ", "丁", "a b", "a-b", "a.b", "é", "\ud800"])
def test_a_sign_in_name_is_letters_digits_and_underscores(town: Town, sign_in: str) -> None:
    with town.refuses(Incomplete, "登录名"):
        town.registration.enrol_officer(town.registrars[0], name="丁", sign_in=sign_in)


def test_a_sign_in_name_is_taken_for_ever_whatever_its_case(town: Town, officer: str) -> None:
    for same in ("ding", "DING", " Ding "):
        with town.refuses(Taken, "登录名"):
            town.registration.enrol_officer(town.registrars[0], name="戊", sign_in=same)
    assert town.app.load(Officer, officer).sign_in == "ding"


# Keys: two persons


def test_a_key_signs_only_after_a_second_registrar_confirmed_it(town: Town, officer: str) -> None:
    key = signer("ding")
    post = town.give_post(officer, Role.REGISTRAR, None)
    caller = Caller(officer, post, key)
    with town.refuses(KeyNotValid, "没有登记"):
        acts(town, caller)
    enrol_key(town, officer, key)
    assert state_of(town, officer, key) is KeyState.ENROLLED
    with town.refuses(KeyNotValid, "ENROLLED"):
        acts(town, caller)
    town.registration.confirm_key(town.registrars[1], officer, key.public_key.hex())
    assert state_of(town, officer, key) is KeyState.VALID
    acts(town, caller)


def test_the_registrar_who_enrolled_a_key_does_not_confirm_it(town: Town, officer: str) -> None:
    key = signer("ding")
    enrol_key(town, officer, key)
    with town.refuses(SamePerson, "两名登记员"):
        town.registration.confirm_key(town.registrars[0], officer, key.public_key.hex())


def test_nobody_enrols_or_confirms_his_own_key(town: Town) -> None:
    me = town.registrars[0]
    key = signer("second key")
    with town.refuses(SamePerson, "不能为自己"):
        enrol_key(town, me.officer, key)
    enrol_key(town, me.officer, key, by=1)
    with town.refuses(SamePerson, "不能为自己"):
        town.registration.confirm_key(me, me.officer, key.public_key.hex())
    town.registration.confirm_key(town.registrars[2], me.officer, key.public_key.hex())


def test_a_key_is_enrolled_with_the_proof_that_its_officer_holds_it(
    town: Town, officer: str
) -> None:
    key, thief = signer("ding"), signer("thief")
    other = town.housing.drafter.officer
    wrong = {
        "signed by another key": proof(officer, thief),
        "made for another officer": proof(other, key),
        "made for another archive": key.sign(
            possession_bytes("other.example/log", officer, key.public_key)
        ).hex(),
        "of something else": key.sign(b"hello").hex(),
    }
    for possession in wrong.values():
        with town.refuses(Malformed, "持有证明不成立"):
            town.registration.enrol_key(
                town.registrars[0], officer, key=key.public_key.hex(), possession=possession
            )


@pytest.mark.parametrize("key", UNUSABLE_KEYS)
def test_a_key_that_verifiers_could_disagree_about_is_refused(
    town: Town, officer: str, key: str
) -> None:
    with town.refuses(UnusableKey):
        town.registration.enrol_key(
            town.registrars[0], officer, key=key, possession="01" + "00" * 63
        )


@pytest.mark.parametrize(
    "spoil",
    [
        str.upper,
        lambda key: key[:-2],
        lambda key: key + "00",
        lambda key: f" {key}",
        lambda _: "zz",
    ],
)
def test_a_key_has_one_way_to_be_written(town: Town, officer: str, spoil: object) -> None:
    key = signer("ding")
    assert callable(spoil)
    with town.refuses(Malformed, "小写十六进制"):
        town.registration.enrol_key(
            town.registrars[0],
            officer,
            key=spoil(key.public_key.hex()),
            possession=proof(officer, key),
        )
    with town.refuses(Malformed, "小写十六进制"):
        town.registration.enrol_key(
            town.registrars[0],
            officer,
            key=key.public_key.hex(),
            possession=spoil(proof(officer, key)),
        )


def test_a_key_is_enrolled_once_for_one_officer(town: Town, officer: str) -> None:
    key = signer("ding")
    enrol_key(town, officer, key)
    with town.refuses(WrongState, "已经登记过"):
        enrol_key(town, officer, key)
    with town.refuses(Taken, "密钥"):
        enrol_key(town, town.housing.drafter.officer, key)


def test_the_logs_own_key_is_nobodys(town: Town, officer: str) -> None:
    with town.refuses(Taken, "密钥"):
        enrol_key(town, officer, town.log_key)


# Keys: retirement


def test_a_key_retires_when_a_second_registrar_confirms(town: Town) -> None:
    drafter = town.housing.drafter
    key = drafter.signer.public_key.hex()
    first, second, _ = town.registrars
    with town.refuses(WrongState):
        town.registration.confirm_retirement(second, drafter.officer, key)
    town.registration.retire_key(first, drafter.officer, key)
    town.draft()  # still signs
    with town.refuses(SamePerson):
        town.registration.confirm_retirement(first, drafter.officer, key)
    with town.refuses(WrongState):
        town.registration.retire_key(second, drafter.officer, key)
    town.registration.confirm_retirement(second, drafter.officer, key)
    with town.refuses(KeyNotValid, "RETIRED"):
        town.draft()


def test_a_retired_key_never_returns(town: Town) -> None:
    drafter = town.housing.drafter
    key = drafter.signer.public_key.hex()
    first, second, _ = town.registrars
    town.registration.retire_key(first, drafter.officer, key)
    town.registration.confirm_retirement(second, drafter.officer, key)
    with town.refuses(WrongState):
        town.registration.confirm_key(second, drafter.officer, key)
    with town.refuses(WrongState):
        town.registration.revoke_key(first, drafter.officer, key, cause="因")
    with town.refuses(WrongState, "已经登记过"):
        town.registration.enrol_key(
            first,
            drafter.officer,
            key=key,
            possession=proof(drafter.officer, signer(f"{town.housing.name} 经办人")),
        )


# Keys: revocation


@pytest.mark.parametrize("by", ["a registrar", "the officer himself"])
def test_a_revocation_acts_at_once_and_a_second_person_confirms(town: Town, by: str) -> None:
    drafter = town.housing.drafter
    key = drafter.signer.public_key.hex()
    first, second, _ = town.registrars
    revoker = first if by == "a registrar" else drafter
    town.registration.revoke_key(revoker, drafter.officer, key, cause="遗失")
    with town.refuses(KeyNotValid, "REVOKED"):
        town.draft()
    if revoker is first:
        with town.refuses(SamePerson):
            town.registration.confirm_revocation(first, drafter.officer, key)
    town.registration.confirm_revocation(second, drafter.officer, key)
    with town.refuses(WrongState, "已经有第二人"):
        town.registration.confirm_revocation(second, drafter.officer, key)
    with town.refuses(WrongState, "已经有第二人"):
        town.registration.answer_revocation(second, drafter.officer, key, answer="误会")


def test_an_officer_revokes_his_key_without_any_post(town: Town) -> None:
    drafter = replace(town.housing.drafter, post=None)
    town.registration.revoke_key(
        drafter, drafter.officer, drafter.signer.public_key.hex(), cause="遗失"
    )


def test_nobody_but_a_registrar_revokes_another_ones_key(town: Town) -> None:
    victim = town.housing.reviewer
    key = victim.signer.public_key.hex()
    for caller in (town.housing.drafter, town.supervisor, town.migrator):
        with town.refuses(NotPermitted):
            town.registration.revoke_key(caller, victim.officer, key, cause="因")
    with town.refuses(PostNotHeld):
        town.registration.revoke_key(
            replace(town.housing.drafter, post=None), victim.officer, key, cause="因"
        )


def test_a_revocation_may_be_answered_but_never_undone(town: Town) -> None:
    drafter = town.housing.drafter
    key = drafter.signer.public_key.hex()
    first, second, _ = town.registrars
    town.registration.revoke_key(first, drafter.officer, key, cause="误报遗失")
    with town.refuses(SamePerson):
        town.registration.answer_revocation(first, drafter.officer, key, answer="误会")
    with town.refuses(Incomplete, "答复"):
        town.registration.answer_revocation(second, drafter.officer, key, answer=" ")
    town.registration.answer_revocation(second, drafter.officer, key, answer="并未遗失")
    with town.refuses(KeyNotValid):
        town.draft()
    with town.refuses(WrongState):
        town.registration.confirm_key(second, drafter.officer, key)


def test_a_revocation_states_its_cause(town: Town) -> None:
    drafter = town.housing.drafter
    with town.refuses(Incomplete, "原因"):
        town.registration.revoke_key(
            drafter, drafter.officer, drafter.signer.public_key.hex(), cause=" "
        )


def test_an_unconfirmed_key_can_be_revoked(town: Town, officer: str) -> None:
    key = signer("ding")
    enrol_key(town, officer, key)
    town.registration.revoke_key(town.registrars[0], officer, key.public_key.hex(), cause="因")
    with town.refuses(WrongState):
        town.registration.confirm_key(town.registrars[1], officer, key.public_key.hex())


@pytest.mark.parametrize(
    "step", ["confirm_key", "retire_key", "confirm_retirement", "confirm_revocation"]
)
def test_a_key_nobody_enrolled_is_not_found(town: Town, officer: str, step: str) -> None:
    with town.refuses(NotFound):
        getattr(town.registration, step)(town.registrars[0], officer, "00" * 32)


def test_another_officers_key_does_not_sign_for_him(town: Town) -> None:
    thief = replace(town.housing.drafter, signer=town.housing.reviewer.signer)
    with town.refuses(KeyNotValid, "没有登记"):
        town.disclosure.send_back(thief, "record:1", reason="因")


# Posts


def test_a_post_acts_only_after_a_second_registrar_confirmed_it(town: Town, officer: str) -> None:
    first, second, third = town.registrars
    town.enrol_key(officer, signer("ding"))
    post = granted_post(
        town.registration.grant_post(first, officer, role=Role.REGISTRAR, organ=None, title="")
    )
    caller = Caller(officer, post, signer("ding"))
    with town.refuses(PostNotHeld, "尚待第二名"):
        acts(town, caller)
    with town.refuses(SamePerson):
        town.registration.confirm_post(first, officer, post)
    town.registration.confirm_post(second, officer, post)
    acts(town, caller)
    with town.refuses(WrongState):
        town.registration.confirm_post(third, officer, post)


def test_nobody_grants_confirms_or_ends_his_own_post(town: Town) -> None:
    me, other, third = town.registrars
    assert me.post is not None
    with town.refuses(SamePerson):
        town.registration.grant_post(
            me, me.officer, role=Role.DRAFTER, organ=town.housing.organ, title=""
        )
    post = granted_post(
        town.registration.grant_post(
            other, me.officer, role=Role.DRAFTER, organ=town.housing.organ, title=""
        )
    )
    with town.refuses(SamePerson):
        town.registration.confirm_post(me, me.officer, post)
    town.registration.confirm_post(third, me.officer, post)
    with town.refuses(NotPermitted, "自己的岗位"):
        town.registration.end_post(me, me.officer, me.post)


def test_an_ended_post_acts_no_more_and_is_not_held_again(town: Town) -> None:
    drafter = town.housing.drafter
    assert drafter.post is not None
    town.registration.end_post(town.registrars[0], drafter.officer, drafter.post)
    with town.refuses(PostNotHeld, "已经终止"):
        town.draft()
    with town.refuses(WrongState):
        town.registration.confirm_post(town.registrars[1], drafter.officer, drafter.post)
    with town.refuses(WrongState):
        town.registration.end_post(town.registrars[1], drafter.officer, drafter.post)
    assert town.app.load(Officer, drafter.officer).posts[drafter.post].state is PostState.ENDED


def test_somebody_elses_post_is_not_ones_own(town: Town) -> None:
    thief = replace(town.housing.drafter, post=town.housing.approver.post)
    with town.refuses(PostNotHeld, "没有这个岗位"):
        town.disclosure.send_back(thief, "record:1", reason="因")


@pytest.mark.parametrize("role", Role)
def test_a_role_belongs_to_an_organ_or_to_the_archive(town: Town, officer: str, role: Role) -> None:
    archive_wide = role in ARCHIVE_WIDE
    wrong, right = town.housing.organ, None
    if not archive_wide:
        wrong, right = None, town.housing.organ  # type: ignore[assignment]
    with town.refuses(Incomplete, "不属于任何机关" if archive_wide else "必须属于一个机关"):
        town.registration.grant_post(town.registrars[0], officer, role=role, organ=wrong, title="")
    town.registration.grant_post(town.registrars[0], officer, role=role, organ=right, title="")


def test_a_post_is_granted_in_an_organ_that_exists(town: Town, officer: str) -> None:
    with town.refuses(NotFound):
        town.registration.grant_post(
            town.registrars[0],
            officer,
            role=Role.DRAFTER,
            organ="organ:01900000-0000-7000-8000-00000000dead",
            title="",
        )


def test_only_the_registrar_role_registers(town: Town) -> None:
    for caller in (town.housing.approver, town.supervisor):
        with town.refuses(NotPermitted, "登记员"):
            acts(town, caller)


def test_a_key_enrolled_without_a_registration_is_effective_only_in_founding_acts() -> None:
    with acting(act("officer:a")):
        officer = Officer.enrol(name="丁", sign_in="ding")
        key = signer("ding")
        officer.enrol_key(
            log=ORIGIN,
            key=key.public_key.hex(),
            possession=proof(officer.id, key),
            basis=Basis.FOUNDING,
        )
        officer.require_valid_key(key.public_key.hex())
        assert officer.valid_keys() == {key.public_key.hex()}


# If-Match


def test_a_registrar_who_saw_an_older_file_is_told_so(town: Town, officer: str) -> None:
    enrol_key(town, officer, signer("ding"))
    with town.refuses(StaleVersion, "第 1 号"):
        town.registration.confirm_key(
            town.registrars[1], officer, signer("ding").public_key.hex(), expected=1
        )
    assert issubclass(StaleVersion, Conflict)
