"""`organ:` knows an organ by every name it was enrolled with, as soon as it is enrolled."""

from pathlib import Path

import pytest

from ops.bootstrap import Services, open_archive
from ops.covering import catch_up
from search.finding import Request
from search.tables import Pair, Table
from tests.citizens import beside
from tests.premises import furnish
from tests.town import NOW, Clock, Town


def found(services: Services, query: str) -> list[str]:
    return [hit.record for hit in services.finder.find(Request(query)).hits]


@pytest.mark.parametrize("typed", ["organ:水上漂", "机关：县河道中心", "organ:清河县河道管理中心"])
def test_an_organ_is_found_by_each_of_its_registered_names(
    founded_town: Town, tmp_path: Path, typed: str
) -> None:
    settings = furnish(founded_town, tmp_path).settings()
    with open_archive(settings, Clock(NOW)) as services:
        town = beside(founded_town, services, Clock(NOW))
        housing = town.publish_record(title="公租房分配办法")
        catch_up(services)
        assert found(services, typed) == []
        office = town.enrol_office(
            "清河县河道管理中心", short_name="县河道中心", aliases=("水上漂",)
        )
        record = town.publish_record(office, title="关于清淤的通告", text="河要清淤。")
        catch_up(services)
        assert found(services, typed) == [record.id]
        assert housing.id not in found(services, "水上漂")


def test_names_stand_beside_an_operator_s_and_tables_stay_the_same_while_nothing_changes(
    founded_town: Town, tmp_path: Path
) -> None:
    settings = furnish(founded_town, tmp_path).settings()
    with open_archive(settings, Clock(NOW)) as services:
        town = beside(founded_town, services, Clock(NOW))
        services.registration.enrol_organ(
            town.registrars[0], name="清河县河道管理中心", short_name="", aliases=("水上漂", "A局")
        )
        catch_up(services)
        services.words.add(Table.ALIASES, (Pair("水上漂", "水务局"),))
        tables = services.tables()
        assert tables.others("水上漂") == ("水务局", "清河县河道管理中心")
        assert services.tables() is tables
        services.words.remove(Table.ALIASES, "水上漂", ["水务局"])
        assert services.tables().others("水上漂") == ("清河县河道管理中心",)
