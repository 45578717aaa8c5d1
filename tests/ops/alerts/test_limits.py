"""How often somebody is written to or called because others asked; and who may still ask then."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Busy
from ops.alerts import limits
from ops.alerts.addresses import mail_address, mailbox
from ops.alerts.limits import Ceiling
from ops.alerts.store import Channel
from search.alerts import saved_search
from search.rhythm import Rhythm
from tests.ops.alerts.office import Office

SEARCH = saved_search("公租房分配", {})


def ask(office: Office, address: str, client: str) -> None:
    office.alerting.subscriptions.ask_by_mail(address, SEARCH, Rhythm.AT_ONCE, client)


def asked_until_refused(office: Office, addresses: "itertools.count[int]", client: str) -> int:
    """How often a visitor asks for mails to boxes of one domain before he is refused."""
    for done in itertools.count():
        try:
            ask(office, f"a{next(addresses)}@mail.example", client)
        except Busy:
            return done
    raise AssertionError


def test_one_mailbox_is_not_bombed_by_writing_it_differently(office: Office) -> None:
    cases = itertools.product(*((c, c.upper()) for c in "victim"))
    for n, case in zip(range(60), cases, strict=False):
        local = "".join(case) + (f"+{n}" if n % 2 else "")
        ask(office, f"{local}@Mail.Example", f"198.51.100.{n}")
    assert office.rows("deliveries") == 5
    ask(office, "vic.tim@mail.example", "203.0.113.1")
    assert office.rows("deliveries") == 6


@given(st.from_regex(r"[a-zA-Z.]{1,10}(\+[a-z+]{0,5})?@a\.example", fullmatch=True))
def test_a_mailbox_of_a_mailbox_is_itself(address: str) -> None:
    one = mailbox(address)
    assert mailbox(one) == one == one.lower()
    assert mailbox(address.upper()) == one
    assert "+" not in one


def test_an_address_is_written_to_as_it_was_given(office: Office) -> None:
    ask(office, "Zhang+news@Mail.Example", "x")
    office.send()
    assert office.post.recipients == [mail_address("Zhang+news@Mail.Example")]
    assert office.post.recipients == ["Zhang+news@mail.example"]


def test_a_mailbox_of_nothing_but_a_tag_is_kept() -> None:
    assert mailbox("+a@b.example") == "+a@b.example"


def test_few_who_ask_often_leave_room_for_who_asks_for_the_first_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_TO_DOMAIN", Ceiling(30, 100))
    boxes = itertools.count()
    assert [asked_until_refused(office, boxes, f"198.51.100.{n}") for n in range(4)] == [
        10,
        10,
        10,
        1,
    ]
    for n in range(69):
        ask(office, f"b{n}@mail.example", f"203.0.113.{n}")
    with pytest.raises(Busy):
        ask(office, "c@mail.example", "192.0.2.1")
    ask(office, "c@other.example", "192.0.2.1")
    office.clock.advance(hours=1, minutes=1)
    ask(office, "c@mail.example", "192.0.2.1")


def test_thirty_visitors_do_not_keep_everybody_else_out(office: Office) -> None:
    boxes = itertools.count()
    for n in range(30):
        asked_until_refused(office, boxes, f"198.51.100.{n}")
    ask(office, "citizen@mail.example", "203.0.113.1")
    ask(office, "citizen@other.example", "203.0.113.1")
    given = office.alerting.subscriptions.ask_by_webhook(
        "https://a.example/", SEARCH, "203.0.113.2"
    )
    assert given.token


def test_all_together_have_a_ceiling(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_OF_ALL", {Channel.MAIL: Ceiling(2, 3)})
    for n in range(3):
        ask(office, f"a@m{n}.example", f"198.51.100.{n}")
    with pytest.raises(Busy):
        ask(office, "a@m9.example", "198.51.100.9")


def test_who_was_refused_uses_up_nothing(office: Office) -> None:
    for n in range(40):
        ask(office, "full@mail.example", f"198.51.100.{n}")
    connection = office.alerting.store.connection()
    (all_mail,) = connection.execute(
        "SELECT count(*) FROM asks WHERE who = ?", (b"all mail",)
    ).fetchone()
    assert all_mail == 5


def test_the_many_networks_of_one_ipv6_site_are_one_asker_of_many(office: Office) -> None:
    boxes = itertools.count()
    done = [asked_until_refused(office, boxes, f"2001:db8:1:{n:x}::1") for n in range(8)]
    assert done == [10, 10, 10, 10, 10, 0, 0, 0]
    assert asked_until_refused(office, boxes, "2001:db8:2::1") == 10


def test_one_host_is_not_called_again_and_again_at_ever_new_addresses(office: Office) -> None:
    refused = 0
    for n in range(60):
        url = f"https://{'Evil' if n % 2 else 'evil'}.example:{8000 + n}/{n}?n={n}"
        try:
            office.alerting.subscriptions.ask_by_webhook(url, SEARCH, f"198.51.100.{n // 10}")
        except Busy:
            refused += 1
    assert refused > 30
    office.alerting.subscriptions.ask_by_webhook("https://good.example/", SEARCH, "203.0.113.1")
    # Somebody new has his webhook with the same provider.
    office.alerting.subscriptions.ask_by_webhook("https://evil.example/me", SEARCH, "203.0.113.2")


def test_what_the_operator_erases_may_be_asked_for_again(office: Office) -> None:
    for n in range(6):
        ask(office, f"Zhang+{n}@mail.example", f"198.51.100.{n}")
    assert office.rows("deliveries") == 5
    office.alerting.subscriptions.erase_target(Channel.MAIL, "zhang@mail.example")
    ask(office, "zhang@mail.example", "203.0.113.1")
    assert office.rows("deliveries") == 6
