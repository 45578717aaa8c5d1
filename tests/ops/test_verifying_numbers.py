"""`gongkai verify` and the numbers of papers: none unclaimed, none unstated, none left out."""

from collections.abc import Sequence
from typing import Any

from domain.act import Act, acting
from domain.archive import Caller
from domain.canonical import decode
from domain.casefile import REGISTRY
from domain.numbering import Number, number_claim
from domain.permissions import Role
from domain.rectification import Rectification
from tests.audited import forge
from tests.audited import found_in as everything_found_in
from tests.petitions import every_petition, rectification
from tests.town import Town

CLAIMS = "acts.person.claims"


def found_in(town: Town) -> list[tuple[int | None, str, str]]:
    """What is wrong, but for the fields: nothing is sealed in earnest here."""
    found = everything_found_in(town)
    return [one for one in found if not one[2].startswith("没有个人信息的密钥")]


def clerk_of(town: Town) -> Caller:
    """The clerk of the town's organ."""
    return town.enrol_officer("受理员", (Role.CLERK, town.housing.organ))


def filing(town: Town, clerk: Caller, serial: int) -> tuple[str, str, Any]:
    """The event that files a rectification under this serial, as `forge` takes it."""
    act = Act("act", town.clock(), town.ids, (clerk.signer,), officer=clerk.officer)
    with acting(act):
        case = rectification(organ=town.housing.organ, number=Number("rectification", serial, 2026))
    (filed,) = case.pending_events
    assert isinstance(filed, Rectification.Filed)
    return case.id, filed.TOPIC, decode(REGISTRY.encode(filed))


def claim(town: Town, serial: int) -> tuple[str, str]:
    """What that event claims."""
    return number_claim(town.housing.organ, Number("rectification", serial, 2026))


def forged(
    town: Town, clerk: Caller, serial: int, claims: Sequence[tuple[str, str]] | None = None
) -> int:
    """The position of a forged filing; with the claims it must have unless others are given."""
    organ = town.housing.organ
    return forge(town, clerk, [filing(town, clerk, serial)], organ=organ, claims=claims)


def test_numbers_taken_by_acts_of_every_kind_are_sound(town: Town) -> None:
    for _ in every_petition(town):
        pass
    assert found_in(town) == []


def test_a_number_without_its_claim_and_a_claim_without_its_number_are_found(town: Town) -> None:
    clerk = clerk_of(town)
    bare = forged(town, clerk, 1, [])
    other = forged(town, clerk, 1, [claim(town, 2)])
    found = found_in(town)
    assert (bare, CLAIMS, f"没有声明 {claim(town, 1)!r}") in found
    assert (other, CLAIMS, f"没有声明 {claim(town, 1)!r}") in found
    assert (other, CLAIMS, f"没有事件需要声明 {claim(town, 2)!r}") in found


def test_a_hole_in_a_sequence_is_found(town: Town) -> None:
    clerk = clerk_of(town)
    for serial in (1, 2):
        forged(town, clerk, serial)
    assert found_in(town) == []
    at = forged(town, clerk, 4)
    ((position, where, what),) = found_in(town)
    assert (position, where) == (at, "claims.value")
    assert "应为第 3 号" in what


def test_numbers_taken_out_of_turn_are_found(town: Town) -> None:
    clerk = clerk_of(town)
    early = forged(town, clerk, 2)
    forged(town, clerk, 1)
    ((position, _, what),) = found_in(town)
    assert position == early
    assert "先于前一号" in what


def test_an_act_without_an_organ_claims_for_the_organ_of_the_case_file(town: Town) -> None:
    intake = town.enrol_officer("网上收件", (Role.INTAKE, None))
    forge(town, intake, [filing(town, intake, 1)])
    assert found_in(town) == []
    wrong = number_claim("organ:01900000-0000-7000-8000-00000000dead", Number("r", 1, 2026))
    at = forge(town, intake, [filing(town, intake, 2)], claims=[wrong])
    assert {where for position, where, _ in found_in(town) if position == at} == {CLAIMS}


def test_an_act_without_an_organ_that_goes_on_with_a_case_says_the_organ_in_its_claim(
    town: Town,
) -> None:
    clerk = clerk_of(town)
    case, topic, data = filing(town, clerk, 1)
    forge(town, clerk, [(case, topic, data)], organ=town.housing.organ)
    told: dict[str, Any] = {
        "evidence": {"content": None, "kind": "COURIER_SLIP", "note": "1"},
        "letter": {
            "content": None,
            "dated": "2026-03-02",
            "id": "letter:1",
            "number": {"kind": "letter", "serial": 1, "year": 2026},
        },
        "officer": town.migrator.officer,
        "on": "2026-03-02",
    }
    number = number_claim(town.housing.organ, Number("letter", 1, 2026))
    events = [(case, Rectification.Told.TOPIC, told)]
    forge(town, town.migrator, events, claims=[number])
    assert not [found for found in found_in(town) if found[1] in (CLAIMS, "claims.value")]
    told["letter"] |= {"number": {"kind": "letter", "serial": 2, "year": 2026}}
    at = forge(town, town.migrator, events, claims=[])
    assert [found[0] for found in found_in(town) if found[1] == CLAIMS] == [at]


def test_no_post_of_one_organ_goes_on_with_a_case_of_another(town: Town) -> None:
    clerk = clerk_of(town)
    case, topic, data = filing(town, clerk, 1)
    forge(town, clerk, [(case, topic, data)], organ=town.housing.organ)
    other = town.enrol_office("别的机关")
    verified = {
        "finding": {"commitment": "0" * 64, "key": "datakey:1", "text": "c2VhbGVk"},
        "officer": other.drafter.officer,
        "on": "2026-03-02",
    }
    events = [(case, Rectification.Verified.TOPIC, verified)]
    at = forge(town, other.drafter, events, organ=other.organ)
    assert found_in(town) == [(at, "events.data", "不是案卷所属机关的岗位")]
