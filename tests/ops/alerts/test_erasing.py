"""Who subscribed to what is nobody's business: unreadable at rest, and gone without a byte."""

import base64
import sqlite3
from collections.abc import Iterator

from ops.alerts.store import Channel
from tests.ops.alerts.office import ADDRESS, Office, link_in

SAID = "拆迁补偿 孙家湾"


def files(office: Office) -> Iterator[bytes]:
    """Every file of HOME."""
    for path in sorted(office.home.rglob("*")):
        if path.is_file():
            yield path.read_bytes()


def traces(office: Office, *secrets: bytes) -> list[bytes]:
    """Which of these bytes stand in some file of HOME."""
    return [secret for secret in secrets if any(secret in data for data in files(office))]


def spellings(*texts: str) -> list[bytes]:
    """A text as it could be written down."""
    return [
        written
        for text in texts
        for raw in (text.encode(), text.encode("utf-16-le"), text.encode("gb18030"))
        for written in (raw, raw.hex().encode(), base64.b64encode(raw)[:-4])
    ]


def sealed_of(office: Office) -> list[bytes]:
    """Every sealed value, digest, token and id that is kept."""
    connection = office.alerting.store.connection()
    found: list[bytes] = []
    for table in ("subscribers", "searches", "deliveries", "news"):
        for row in connection.execute(f"SELECT * FROM {table}"):
            found += [value for value in row if isinstance(value, bytes)]
        if table in ("subscribers", "searches"):
            found += [one.encode() for (one,) in connection.execute(f"SELECT id FROM {table}")]
    return found


def test_address_and_words_stand_in_no_file_at_any_time(office: Office) -> None:
    clear = spellings(ADDRESS, "zhanghuilan", "拆迁补偿", "孙家湾")
    office.ask(SAID)
    assert not traces(office, *clear)
    office.send()
    tokens = [link_in(office.post.accepted[0], "confirm")]
    managing = office.alerting.subscriptions.confirm(tokens[0])
    tokens.append(managing)
    assert not traces(office, *clear, *(token.encode() for token in tokens))
    office.town.publish_record(title="关于孙家湾村的公告", text="拆迁补偿在孙家湾村委会办理。")
    office.look()
    # The record is in the archive now, the search must not be: only the address is looked for.
    assert not traces(office, *spellings(ADDRESS, SAID), *(one.encode() for one in tokens))


def test_leaving_leaves_no_byte(office: Office) -> None:
    managing = office.subscribe(SAID)
    office.subscribe("公租房", address="other@citizen.example")
    other = office.alerting.store.connection().execute(
        "SELECT sealed FROM subscribers ORDER BY id DESC LIMIT 1"
    )
    (kept,) = other.fetchone()
    office.ask("森林防火")
    office.town.publish_record(title="公租房与孙家湾拆迁补偿")
    office.look()
    before = [one for one in sealed_of(office) if one != kept]
    assert traces(office, *before)
    everything = len(before)
    office.alerting.subscriptions.unsubscribe(managing)
    left = sealed_of(office)
    doomed = [one for one in before if one not in left]
    assert everything - len(doomed) <= 8  # what the other one has
    assert not traces(office, *doomed)
    (mail,) = office.told()
    assert mail["to"] == "other@citizen.example"


def test_what_nobody_confirmed_leaves_no_byte(office: Office) -> None:
    office.ask(SAID)
    office.send()
    doomed = sealed_of(office)
    assert len(doomed) > 4
    office.clock.advance(hours=49)
    office.alerting.subscriptions.sweep()
    assert not traces(office, *doomed)


def test_stopping_one_search_leaves_no_byte_of_it(office: Office) -> None:
    office.subscribe("公租房")
    managing = office.subscribe(SAID)
    _, search = office.alerting.subscriptions.managed(managing).searches
    connection = office.alerting.store.connection()
    (sealed,) = connection.execute(
        "SELECT sealed FROM searches WHERE id = ?", (search.id,)
    ).fetchone()
    office.alerting.subscriptions.stop(managing, search.id)
    assert not traces(office, sealed, search.id.encode())


def test_an_erasure_that_somebody_s_reading_held_up_is_finished_later(office: Office) -> None:
    managing = office.subscribe(SAID)
    doomed = sealed_of(office)
    reader = sqlite3.connect(office.home / "subscriptions.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM subscribers").fetchall()
    office.alerting.subscriptions.unsubscribe(managing)
    assert office.rows("subscribers") == 0
    assert traces(office, *doomed)
    reader.execute("COMMIT")
    reader.close()
    office.alerting.store.tidy()
    assert not traces(office, *doomed)


def test_the_operator_erases_an_address(office: Office) -> None:
    office.subscribe(SAID)
    office.subscribe(SAID, address="other@citizen.example")
    assert office.alerting.subscriptions.erase_target(Channel.MAIL, ADDRESS) == 1
    assert office.alerting.subscriptions.erase_target(Channel.MAIL, ADDRESS) == 0
    counts = office.alerting.subscriptions.counts()
    assert (counts.subscribers, counts.searches, counts.unconfirmed) == (1, 1, 0)


def test_the_file_alone_tells_nothing(office: Office) -> None:
    office.subscribe(SAID)
    connection = office.alerting.store.connection()
    for table in ("subscribers", "searches"):
        for row in connection.execute(f"SELECT * FROM {table}"):
            told = " ".join(value for value in row if isinstance(value, str))
            assert "citizen" not in told
            assert "拆" not in told
