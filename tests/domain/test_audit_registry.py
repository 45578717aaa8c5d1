"""Keys, posts, founding and restoring, judged from outside by what stood before each act."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.archive import Caller, Registrar
from domain.founding import Archive
from domain.officer import Officer
from domain.organ import Organ
from domain.permissions import Role
from domain.record import Record
from domain.registration import granted_post
from domain.sealing import possession_bytes
from ops.keystore import SeedSigner
from ops.verifying import verify
from tests.audited import forge, found_in
from tests.town import ORIGIN, Clock, Ids, Salts, Town, signer

GUIDE = {"address": "", "fax": "", "hours": "", "mail": "", "telephone": "", "unit": "公开办"}
NEW = signer("新密钥")
KEY = NEW.public_key.hex()


def act(town: Town, caller: Caller, **otherwise: Any) -> int:
    """A forged act of a caller that is right in every other way."""
    events = [(town.housing.organ, Organ.GuideStated.TOPIC, {"guide": GUIDE})]
    return forge(town, caller, events, **otherwise)


def registered(town: Town, caller: Caller, stream: str, topic: str, **data: Any) -> int:
    """A forged act of registration, with the caller as its officer."""
    return forge(town, caller, [(stream, topic, {"officer": caller.officer, **data})])


def enrolment(of: str, signs: SeedSigner = NEW, **otherwise: Any) -> dict[str, Any]:
    """The data of a key enrolled for an officer."""
    key = signs.public_key
    return {
        "algorithm": "ed25519",
        "basis": "REGISTRATION",
        "key": key.hex(),
        "possession": signs.sign(possession_bytes(ORIGIN, of, key)).hex(),
        **otherwise,
    }


def words(town: Town, position: int) -> str:
    """What is wrong, all of it at one position."""
    found = found_in(town)
    assert found
    assert {at for at, _, _ in found} == {position}, found
    return ";".join(what for _, _, what in found)


# Who signs


def retired(town: Town, key: str) -> None:
    first, second, _ = town.registrars
    town.registration.retire_key(first, town.registrars[2].officer, key)
    town.registration.confirm_retirement(second, town.registrars[2].officer, key)


def revoked(town: Town, key: str) -> None:
    officer = town.registrars[2].officer
    town.registration.revoke_key(town.registrars[0], officer, key, cause="遗失")


@pytest.mark.parametrize("end", [retired, revoked])
def test_a_key_signs_until_the_act_that_ends_it_and_not_after(
    town: Town, end: Callable[[Town, str], None]
) -> None:
    third = town.registrars[2]
    act(town, third)
    end(town, third.signer.public_key.hex())
    assert found_in(town) == []
    assert "密钥此时未确认或已停用" in words(town, act(town, third))


def test_a_key_in_retirement_still_signs(town: Town) -> None:
    third = town.registrars[2]
    key = third.signer.public_key.hex()
    town.registration.retire_key(town.registrars[0], third.officer, key)
    act(town, third)
    assert found_in(town) == []


def test_a_key_may_sign_its_own_revocation_and_nothing_after(town: Town) -> None:
    third = town.registrars[2]
    own = {"cause": "遗失", "key": third.signer.public_key.hex()}
    registered(town, third, third.officer, Officer.KeyRevoked.TOPIC, **own)
    assert found_in(town) == []
    assert "已停用" in words(town, act(town, third))


def test_a_key_does_not_sign_before_it_is_confirmed(town: Town) -> None:
    first, second, third = town.registrars
    data = enrolment(third.officer)
    registered(town, first, third.officer, Officer.KeyEnrolled.TOPIC, **data)
    early = act(town, replace(third, signer=NEW))
    registered(town, second, third.officer, Officer.KeyConfirmed.TOPIC, key=KEY)
    act(town, replace(third, signer=NEW))
    assert "密钥此时未确认" in words(town, early)


def test_only_the_officers_own_key_signs_and_only_one(town: Town) -> None:
    first, second, _ = town.registrars
    assert "不是该经办人的密钥" in words(town, act(town, replace(first, signer=second.signer)))
    both = act(town, first, signers=[first.signer, second.signer])
    assert (both, "acts.envelope.keys") in [found[:2] for found in found_in(town)]


# In which post


def test_a_post_is_held_until_the_act_that_ends_it_and_not_after(town: Town) -> None:
    first, _, third = town.registrars
    act(town, third)
    assert third.post is not None
    town.registration.end_post(first, third.officer, third.post)
    assert found_in(town) == []
    assert "岗位此时未确认或已终止" in words(town, act(town, third))


def test_a_post_is_not_held_before_it_is_confirmed(town: Town) -> None:
    first, second, third = town.registrars
    post = "post:01900000-0000-7000-8000-00000000ffff"
    data = {"basis": "REGISTRATION", "organ": None, "role": "registrar", "title": ""}
    registered(town, first, third.officer, Officer.PostGranted.TOPIC, post=post, **data)
    early = act(town, replace(third, post=post))
    registered(town, second, third.officer, Officer.PostConfirmed.TOPIC, post=post)
    act(town, replace(third, post=post))
    assert "岗位此时未确认" in words(town, early)


def test_a_post_of_somebody_else_or_of_nobody_is_found(town: Town) -> None:
    first, second, _ = town.registrars
    assert "不是该经办人的岗位" in words(town, act(town, replace(first, post=second.post)))


def test_the_organ_of_an_act_is_the_organ_of_the_post(town: Town) -> None:
    position = act(town, town.registrars[0], organ=town.housing.organ)
    assert "不是岗位所属的机关" in words(town, position)


# Two persons


def two_person_cases() -> Iterator[tuple[str, Callable[[Town], int], str]]:
    def enrol_own(town: Town) -> int:
        first = town.registrars[0]
        data = enrolment(first.officer)
        return registered(town, first, first.officer, Officer.KeyEnrolled.TOPIC, **data)

    def confirm_own_work(town: Town) -> int:
        first, _, third = town.registrars
        data = enrolment(third.officer)
        registered(town, first, third.officer, Officer.KeyEnrolled.TOPIC, **data)
        return registered(town, first, third.officer, Officer.KeyConfirmed.TOPIC, key=KEY)

    def confirm_own_key(town: Town) -> int:
        first, _, third = town.registrars
        data = enrolment(third.officer)
        registered(town, first, third.officer, Officer.KeyEnrolled.TOPIC, **data)
        return registered(town, third, third.officer, Officer.KeyConfirmed.TOPIC, key=KEY)

    def confirm_nothing(town: Town) -> int:
        first, _, third = town.registrars
        return registered(town, first, third.officer, Officer.KeyConfirmed.TOPIC, key=KEY)

    def confirm_own_retirement(town: Town) -> int:
        first, _, third = town.registrars
        key = third.signer.public_key.hex()
        registered(town, first, third.officer, Officer.KeyRetired.TOPIC, key=key)
        return registered(town, first, third.officer, Officer.RetirementConfirmed.TOPIC, key=key)

    def confirm_own_revocation(town: Town) -> int:
        first, _, third = town.registrars
        key = third.signer.public_key.hex()
        registered(town, first, third.officer, Officer.KeyRevoked.TOPIC, key=key, cause="遗失")
        return registered(town, first, third.officer, Officer.RevocationConfirmed.TOPIC, key=key)

    def answer_twice(town: Town) -> int:
        first, second, third = town.registrars
        key = third.signer.public_key.hex()
        registered(town, first, third.officer, Officer.KeyRevoked.TOPIC, key=key, cause="遗失")
        answer = {"key": key, "answer": "无误"}
        registered(town, second, third.officer, Officer.RevocationAnswered.TOPIC, **answer)
        return registered(town, second, third.officer, Officer.RevocationAnswered.TOPIC, **answer)

    def revive(town: Town) -> int:
        first, second, third = town.registrars
        key = third.signer.public_key.hex()
        registered(town, first, third.officer, Officer.KeyRevoked.TOPIC, key=key, cause="遗失")
        return registered(town, second, third.officer, Officer.KeyConfirmed.TOPIC, key=key)

    def grant_and_confirm(town: Town) -> int:
        first, _, third = town.registrars
        post = granted_post(
            town.registration.grant_post(
                first, third.officer, role=Role.SUPERVISOR, organ=None, title=""
            )
        )
        return registered(town, first, third.officer, Officer.PostConfirmed.TOPIC, post=post)

    def grant_own(town: Town) -> int:
        first = town.registrars[0]
        post = "post:01900000-0000-7000-8000-00000000ffff"
        data = {"basis": "REGISTRATION", "organ": None, "role": "supervisor", "title": ""}
        return registered(town, first, first.officer, Officer.PostGranted.TOPIC, post=post, **data)

    def end_own(town: Town) -> int:
        first = town.registrars[0]
        return registered(town, first, first.officer, Officer.PostEnded.TOPIC, post=first.post)

    yield "enrol one's own key", enrol_own, "不能为自己登记密钥"
    yield "confirm what one enrolled", confirm_own_work, "必须由两人分别办理"
    yield "confirm one's own key", confirm_own_key, "不能确认自己的密钥"
    yield "confirm what nobody enrolled", confirm_nothing, "不能这样办理"
    yield "confirm what one retired", confirm_own_retirement, "必须由两人分别办理"
    yield "confirm what one revoked", confirm_own_revocation, "必须由两人分别办理"
    yield "answer a revocation twice", answer_twice, "已经有第二人"
    yield "confirm a revoked key", revive, "不能这样办理"
    yield "confirm what one granted", grant_and_confirm, "必须由两人分别办理"
    yield "grant a post to oneself", grant_own, "不能为自己授予岗位"
    yield "end one's own post", end_own, "不能终止自己的岗位"


@pytest.mark.parametrize(
    ("step", "what"),
    [pytest.param(step, what, id=name) for name, step, what in two_person_cases()],
)
def test_no_one_person_does_what_takes_two(
    town: Town, step: Callable[[Town], int], what: str
) -> None:
    assert what in words(town, step(town))


@pytest.mark.parametrize(
    ("otherwise", "what"),
    [
        ({"algorithm": "sm2"}, "不认识的签名算法"),
        ({"basis": "FOUNDING"}, "登记的依据不能是 FOUNDING"),
        ({"basis": "RESTORATION"}, "登记的依据不能是 RESTORATION"),
        ({"possession": "00" * 64}, "持有证明不成立"),
        ({"possession": "00"}, "十六进制"),
        ({"key": "01" + "00" * 31}, "小阶点"),
        ({"key": signer("乙").public_key.hex()}, "已经登记过"),
        ({"key": signer("log").public_key.hex()}, "已经登记过"),
    ],
)
def test_a_key_that_should_never_have_been_enrolled_is_found(
    town: Town, otherwise: dict[str, Any], what: str
) -> None:
    first, _, third = town.registrars
    data = enrolment(third.officer, **otherwise)
    data["officer"] = first.officer
    # The journal itself would refuse a second claim of the same key.
    events = [(third.officer, Officer.KeyEnrolled.TOPIC, data)]
    position = forge(town, first, events, claims=[])
    assert what in words(town, position)


@pytest.mark.parametrize(
    ("otherwise", "what"),
    [
        ({"basis": "FOUNDING"}, "授予的依据不能是 FOUNDING"),
        ({"role": "drafter"}, "与机关不相配"),
    ],
)
def test_a_post_that_should_never_have_been_granted_is_found(
    town: Town, otherwise: dict[str, Any], what: str
) -> None:
    first, _, third = town.registrars
    post = "post:01900000-0000-7000-8000-00000000ffff"
    data = {"basis": "REGISTRATION", "organ": None, "role": "supervisor", "title": "", "post": post}
    position = registered(
        town, first, third.officer, Officer.PostGranted.TOPIC, **(data | otherwise)
    )
    assert what in words(town, position)


# Founding and restoring


def test_a_second_founding_is_found(town: Town) -> None:
    data = {"log_key": KEY, "origin": "another.example/gongkai"}
    stream = "archive:01900000-0000-7000-8000-00000000ffff"
    position = forge(town, town.registrars[0], [(stream, Archive.Founded.TOPIC, data)])
    assert "建档只能在第 1 号" in words(town, position)


def seat(number: int, basis: str, by: str | None, role: str = "registrar") -> dict[str, Any]:
    """The data of a post granted without confirmation."""
    post = f"post:01900000-0000-7000-8000-00000000ee{number:02}"
    organ = None if role == "registrar" else "organ:01900000-0000-7000-8000-00000000ffff"
    data = {"basis": basis, "officer": by, "organ": organ}
    return data | {"post": post, "role": role, "title": ""}


def found(home: Path, *, signers: list[SeedSigner], post: str | None = None, at: int = 0) -> Town:
    """A forged founding by two registrars, right but for what is given; `at` is its first event."""
    town = Town(home, clock=Clock(), ids=Ids(), salts=Salts())
    founding = {"log_key": town.log_key.public_key.hex(), "origin": ORIGIN}
    events: list[tuple[str, str, Any]] = [
        ("archive:01900000-0000-7000-8000-00000000fff0", Archive.Founded.TOPIC, founding)
    ]
    first = "officer:01900000-0000-7000-8000-00000000fff1"
    for number, name in enumerate("甲乙"):
        officer = f"officer:01900000-0000-7000-8000-00000000fff{number + 1}"
        key = enrolment(officer, signer(name), basis="FOUNDING", officer=first)
        events += [
            (officer, Officer.Enrolled.TOPIC, {"name": name, "sign_in": f"o{number}"}),
            (officer, Officer.KeyEnrolled.TOPIC, key),
            (officer, Officer.PostGranted.TOPIC, seat(number, "FOUNDING", first)),
        ]
    forge(town, Caller(first, post, signers[0]), events[at:] + events[:at], signers=signers)
    return town


def test_a_founding_signed_by_its_two_registrars_is_sound(tmp_path: Path) -> None:
    assert found_in(found(tmp_path, signers=[signer("甲"), signer("乙")])) == []


@pytest.mark.parametrize("names", ["甲", "甲甲", "甲丙", "丙丁", "甲乙丙"])
def test_a_founding_signed_by_anybody_else_is_found(tmp_path: Path, names: str) -> None:
    town = found(tmp_path, signers=[signer(name) for name in names])
    assert "建档应由其中登记的两名登记员签名" in words(town, 1)


def test_a_founding_has_no_post(tmp_path: Path) -> None:
    post = "post:01900000-0000-7000-8000-00000000ffff"
    town = found(tmp_path, signers=[signer("甲"), signer("乙")], post=post)
    assert "建档没有岗位和机关" in words(town, 1)


def test_position_1_is_the_founding(tmp_path: Path) -> None:
    town = found(tmp_path, signers=[signer("甲"), signer("乙")], at=1)
    assert "第 1 号不是可读的建档事件" in words(town, 1)


RESTORED = "officer:01900000-0000-7000-8000-00000000fffe"


def restore(
    town: Town,
    *,
    remaining: list[Caller],
    more: Sequence[tuple[str, str, Any]] = (),
    order: str = "令",
    role: str = "registrar",
    **otherwise: Any,
) -> int:
    """A forged restoring act, by default signed by the log's key and those who remain."""
    officer = RESTORED
    acting = remaining[0].officer if remaining else None
    archive = town.app.founding_stream()
    named = [caller.officer for caller in remaining]
    signers = [town.log_key, *(caller.signer for caller in remaining)]
    key = enrolment(officer, basis="RESTORATION", officer=acting)
    return forge(
        town,
        Caller(acting, None, town.log_key),  # type: ignore[arg-type]
        [
            (archive, Archive.RegistrarsRestored.TOPIC, {"order": order, "remaining": named}),
            (officer, Officer.Enrolled.TOPIC, {"name": "丁", "sign_in": "ding"}),
            (officer, Officer.KeyEnrolled.TOPIC, key),
            (officer, Officer.PostGranted.TOPIC, seat(9, "RESTORATION", acting, role)),
            *more,
        ],
        **({"signers": signers} | otherwise),
    )


def leave_one(town: Town) -> Caller:
    """Two of the three registrars lose their keys."""
    first, second, third = town.registrars
    for lost in (second, third):
        town.registration.revoke_key(
            first, lost.officer, lost.signer.public_key.hex(), cause="遗失"
        )
    return first


def test_a_restoring_act_is_sound_and_pointed_at(town: Town) -> None:
    position = restore(town, remaining=[leave_one(town)])
    assert found_in(town) == []
    (note,) = verify(town.home, processes=1).notes
    assert f"第 {position} 号" in note


def test_the_domains_own_restoring_is_sound(town: Town) -> None:
    remaining = leave_one(town)
    restored = town.app.restore_registrars(
        [Registrar("丁", "ding", signer("丁"))],
        order="县政府令第1号",
        log_signer=town.log_key,
        remaining=[(remaining.officer, remaining.signer)],
    )
    assert found_in(town) == []
    (note,) = verify(town.home, processes=1).notes
    assert f"第 {restored.first} 号" in note


def test_nobody_is_restored_while_two_registrars_can_act(town: Town) -> None:
    position = restore(town, remaining=[town.registrars[0]])
    assert "仍有两名登记员可以履职" in words(town, position)


def test_a_restoring_act_is_signed_by_the_logs_key_and_by_whoever_remains(town: Town) -> None:
    remaining = leave_one(town)
    position = restore(town, remaining=[remaining], signers=[remaining.signer, town.log_key])
    assert "应由日志密钥和仍可履职的登记员签名" in words(town, position)


def test_a_restoring_act_may_not_pass_over_whoever_remains(town: Town) -> None:
    leave_one(town)
    position = restore(town, remaining=[])
    said = words(town, position)
    assert "不是当时仍可履职的登记员" in said
    assert "应由日志密钥和仍可履职的登记员签名" in said


def test_a_restoring_act_names_its_order(town: Town) -> None:
    position = restore(town, remaining=[leave_one(town)], order=" ")
    assert "没有写明依据哪一份命令" in words(town, position)


def test_a_restoring_act_grants_no_other_post_and_leaves_two_who_can_act(town: Town) -> None:
    position = restore(town, remaining=[leave_one(town)], role="approver")
    found = found_in(town)
    assert (position + 3, "events.data", "建档和恢复登记员时不能授予岗位 approver") in found
    assert (position, "events", "此后可以履职的登记员不足两名") in found


@pytest.mark.parametrize("kind", ["key", "post"])
def test_a_restoring_act_gives_nothing_to_an_officer_it_does_not_enrol(
    town: Town, kind: str
) -> None:
    remaining = leave_one(town)
    head = town.housing.approver.officer
    data = enrolment(head, signer("planted"), basis="RESTORATION", officer=remaining.officer)
    more = (head, Officer.KeyEnrolled.TOPIC, data)
    if kind == "post":
        data = seat(8, "RESTORATION", remaining.officer)
        more = (head, Officer.PostGranted.TOPIC, data)
    position = restore(town, remaining=[remaining], more=[more])
    assert "只能为这次办理中登记的登记员" in words(town, position + 4)


def test_a_restoring_act_does_nothing_else(town: Town) -> None:
    record = town.publish_record().id
    remaining = leave_one(town)
    data = {"basis": "b", "officer": remaining.officer, "reason": "r", "withhold_title": True}
    more = [(record, Record.Withdrawn.TOPIC, data)]
    position = restore(town, remaining=[remaining], more=more)
    assert "不能随建档或恢复登记员办理" in words(town, position + 4)
