"""When mails go out: never two within an hour, digests in the morning, nothing lost or doubled."""

import itertools
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.act import BEIJING
from ops.alerts.outbox import Outbox
from ops.alerts.store import Channel, Store
from ops.alerts.subscriptions import Subscriptions
from ops.clients import Clients
from search.alerts import saved_search
from search.rhythm import BETWEEN_MAILS, GATHERING, Rhythm, due
from tests.town import NOW

MOMENTS = st.integers(0, 365 * 24 * 3600).map(lambda n: NOW + timedelta(seconds=n))


@given(MOMENTS, st.sampled_from(Rhythm), st.none() | MOMENTS)
def test_what_waits_is_due_after_it_came_and_an_hour_after_the_last(
    since: datetime, rhythm: Rhythm, last: datetime | None
) -> None:
    moment = due(rhythm, since, last)
    assert moment >= since
    assert last is None or moment >= last + BETWEEN_MAILS
    if last is not None and moment == last + BETWEEN_MAILS:
        return
    here = moment.astimezone(BEIJING)
    if rhythm is Rhythm.AT_ONCE:
        assert moment == since + GATHERING
    else:
        assert (here.hour, here.minute, here.second, here.microsecond) == (8, 0, 0, 0)
        assert moment - since < timedelta(days=7 if rhythm is Rhythm.WEEKLY else 1)
    if rhythm is Rhythm.WEEKLY:
        assert here.weekday() == 0


class Moving:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("news"), st.integers(1, 3)),
        st.tuples(st.just("wait"), st.integers(1, 60 * 30)),  # minutes
        st.tuples(st.just("rhythm"), st.sampled_from(Rhythm)),
        st.tuples(st.just("answer"), st.sampled_from(["accepted", "failed", "lost"])),
    ),
    max_size=40,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_nobody_gets_two_mails_within_an_hour_and_every_version_once(
    steps: list[tuple[str, int | str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = Moving()
        store = Store(Path(folder) / "subscriptions.db", lambda: b"s" * 32, lambda: 0, clock)
        subscriptions = Subscriptions(store, Clients(), "qinghe.example")
        outbox = Outbox(store, "qinghe.example")
        subscriptions.ask_by_mail("a@b.example", saved_search("公租房", {}), Rhythm.AT_ONCE, "")
        asking = outbox.next_delivery(Channel.MAIL)
        assert asking is not None
        outbox.accepted(asking)
        managing = subscriptions.confirm(asking.token)
        (watched,) = outbox.watched()
        published, told, sent = 0, Counter[int](), list[datetime]()
        answer = "accepted"

        def send() -> None:
            """As the worker does at each look."""
            nonlocal answer
            while (delivery := outbox.next_delivery(Channel.MAIL)) is not None:
                if answer == "failed":
                    outbox.failed(delivery, Channel.MAIL)
                elif answer == "lost":  # the server is down: tried again at the next look
                    break
                else:
                    outbox.accepted(delivery)
                    sent.append(clock.time)
                    told.update(int(item.key[0]) for item in delivery.items)

        for step, value in steps:
            if step == "news":
                keys = [(str(published + n), 1) for n in range(int(value))]
                published += len(keys)
                _, changes = outbox.followed()
                assert outbox.found(((watched, key) for key in keys), published, changes)
                assert outbox.found(((watched, key) for key in keys), published, changes)
            elif step == "rhythm":
                subscriptions.choose(managing, Rhythm(str(value)))
            elif step == "answer":
                answer = str(value)
            else:
                for _ in range(3):
                    clock.time += timedelta(minutes=int(value)) / 3
                    send()
        answer = "accepted"
        for _ in range(24 * 9):
            clock.time += timedelta(hours=1, seconds=1)
            send()
        assert all(b - a >= BETWEEN_MAILS for a, b in itertools.pairwise(sent))
        # Given up after days of failing counts as told; nothing is told twice.
        assert max(told.values(), default=1) == 1
        if not any(step == ("answer", "failed") for step in steps):
            assert set(told) == set(range(published))
        store.close()
