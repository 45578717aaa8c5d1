"""机关: enrolled once under its name, with its disclosure guide (条例 art 12)."""

import pytest

from domain.errors import Incomplete, NotFound, NotPermitted, Taken
from domain.organ import Guide, Organ, OrganKind
from tests.town import Town

GUIDE = Guide("县政府办公室", "人民路1号", "8:30-17:30", "0379-1234567", "", "a@qinghe.gov.example")


def test_an_organ_is_enrolled_with_its_names(town: Town) -> None:
    recorded = town.registration.enrol_organ(
        town.registrars[0],
        name=" 清河县卫生健康委员会 ",
        short_name="县卫健委",
        aliases=("县卫生局",),
        kind=OrganKind.BRANCH,
        code="11341702003256351A",
    )
    organ = town.app.load(Organ, recorded.stream)
    assert (organ.name, organ.short_name) == ("清河县卫生健康委员会", "县卫健委")
    assert (organ.aliases, organ.kind) == (("县卫生局",), OrganKind.BRANCH)
    assert organ.code == "11341702003256351A"


@pytest.mark.parametrize("name", ["", "  ", "\n"])
def test_an_organ_has_a_name(town: Town, name: str) -> None:
    with town.refuses(Incomplete, "名称"):
        town.registration.enrol_organ(town.registrars[0], name=name)


def test_two_organs_do_not_share_a_name(town: Town) -> None:
    with town.refuses(Taken, "机关名称"):
        town.registration.enrol_organ(town.registrars[0], name=f" {town.housing.name}")


def test_a_guide_is_stated_and_brought_up_to_date(town: Town) -> None:
    registrar, organ = town.registrars[0], town.housing.organ
    town.registration.state_guide(registrar, organ, GUIDE)
    newer = Guide("政务公开办", "", "", "", "", "")
    town.registration.state_guide(registrar, organ, newer, expected=2)
    assert town.app.load(Organ, organ).guide == newer


def test_a_guide_names_the_unit_in_charge(town: Town) -> None:
    with town.refuses(Incomplete, "工作机构"):
        town.registration.state_guide(
            town.registrars[0], town.housing.organ, Guide(" ", "", "", "", "", "")
        )


def test_only_an_enrolled_organ_has_a_guide(town: Town) -> None:
    with town.refuses(NotFound):
        town.registration.state_guide(
            town.registrars[0], "organ:01900000-0000-7000-8000-00000000dead", GUIDE
        )


def test_the_migrator_enrols_organs_and_nobody_else_but_registrars(town: Town) -> None:
    town.registration.enrol_organ(town.migrator, name="老城区")
    with town.refuses(NotPermitted):
        town.registration.enrol_organ(town.supervisor, name="新城区")
