"""The requests of the demonstration county with their lives, as data: `STORIES`.

They do not depend on the day of filling: days are working days before it, years are names for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, cycle
from random import Random

from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.requests.applicant import FilingChannel
from domain.requests.given import GivenApplicant
from domain.requests.letters import DispatchWay
from ops.demo.requests import asks, courses
from ops.demo.requests import steps as told
from ops.demo.requests.asks import OPENED, PARTLY, REFUSED, Ask
from ops.demo.requests.closed import places, plans
from ops.demo.requests.life import Life
from ops.demo.requests.people import BODIES, FOREIGNER, PEOPLE, UNREACHABLE
from ops.demo.requests.running import RUNNING, VISITORS, Running
from ops.demo.requests.steps import Proxied, RequestStory

OLDEST = 490
"""Working days before the last one on which the oldest was filed: about two years."""

YOUNGEST = 46
"""The youngest of the closed ones, unless its life is longer."""

_CHANNELS = (
    FilingChannel.ONLINE,
    FilingChannel.IN_PERSON,
    FilingChannel.POST_SIGNED,
    FilingChannel.ONLINE,
    FilingChannel.ORAL,
    FilingChannel.ONLINE,
    FilingChannel.POST_ORDINARY,
    FilingChannel.IN_PERSON,
    FilingChannel.FAX,
    FilingChannel.POST_SIGNED,
)
_FORMS = (
    (ProvisionForm.PAPER, ProvisionRoute.POST),
    (ProvisionForm.ELECTRONIC, ProvisionRoute.E_MAIL),
    (ProvisionForm.PAPER, ProvisionRoute.PICK_UP),
    (ProvisionForm.ELECTRONIC, ProvisionRoute.PORTAL),
    (ProvisionForm.PAPER, ProvisionRoute.POST),
    (ProvisionForm.DISC, ProvisionRoute.PICK_UP),
)


def _stories() -> tuple[RequestStory, ...]:
    casting = _Casting()
    told_all = [*_closed(casting), *_special(casting), *_running(casting)]
    return tuple(sorted(told_all, key=lambda one: (-one.filed, one.key)))


class _Casting:
    """Gives every story its place, form and applicants, each in its turn."""

    def __init__(self) -> None:
        self.places = places()
        self.forms = cycle(_FORMS)
        self.channels = cycle(_CHANNELS)
        self._turn = count()

    def applicants(self) -> tuple[GivenApplicant, ...]:
        """One body among four; the first six persons ask again and again."""
        turn = next(self._turn)
        if turn % 4 == 3:
            return (BODIES[turn // 4 % len(BODIES)],)
        if turn % 7 == 0:
            return (PEOPLE[turn // 7 % 6],)
        return (PEOPLE[6 + turn * 5 % (len(PEOPLE) - 8)],)

    def story(
        self,
        key: str,
        filed: int,
        channel: FilingChannel,
        wanted: Sequence[Ask],
        life: Life,
        who: tuple[GivenApplicant, ...] | None = None,
    ) -> RequestStory:
        """A story of these asks; the first names the organ."""
        form, route = next(self.forms)
        return RequestStory(
            key=key,
            organ=wanted[0].organ,
            filed=filed,
            channel=channel,
            applicants=self.applicants() if who is None else who,
            matters=tuple(ask.matter for ask in wanted),
            form=form,
            route=route,
            steps=tuple(life.steps),
        )

    def at_a_place(self, ask: Ask) -> Ask:
        """What is asked for, about the place whose turn it is."""
        return _about(ask, next(self.places))


def _about(ask: Ask, place: str) -> Ask:
    return replace(
        ask, wanted=ask.wanted.replace("{place}", place), text=ask.text.replace("{place}", place)
    )


def _begun(channel: FilingChannel) -> Life:
    """A life begins with the confirmation, where nobody signed for it."""
    life = Life()
    return life.confirm(1) if channel.needs_confirmation else life


def _closed(casting: _Casting) -> Iterator[RequestStory]:
    every = list(plans())
    Random("清河县/依申请公开").shuffle(every)
    for place, (course, general) in enumerate(every):
        channel, ask = next(casting.channels), casting.at_a_place(general)
        if course is courses.disputed:  # Over a postmark: the time of an online filing is our own.
            channel = FilingChannel.POST_SIGNED
        life = _begun(channel)
        course(life, ask)
        filed = OLDEST - (OLDEST - YOUNGEST) * place // len(every)
        yield casting.story(f"r{place:03}", max(filed, life.at + 2), channel, (ask,), life)


def _running(casting: _Casting) -> Iterator[RequestStory]:
    one: Running
    for one in (*RUNNING, *VISITORS):
        key, filed, channel, general, write = one
        ask, life = casting.at_a_place(general), Life()
        write(life, ask)
        yield casting.story(key, filed, channel, (ask,), life)


# Those that are like no other


@dataclass(frozen=True)
class _Mixed:
    """A request of several matters."""

    key: str
    filed: int
    wanted: tuple[Ask, ...]
    who: tuple[GivenApplicant, ...]


_MIXED = (
    _Mixed("mixed-1", 401, (OPENED[1], asks.PUBLIC[0], asks.ABSENT[0]), (PEOPLE[2],)),
    _Mixed("mixed-2", 288, (OPENED[3], PARTLY[3], asks.REGISTRY), (PEOPLE[3], PEOPLE[4])),
    _Mixed("mixed-3", 133, (REFUSED[2], OPENED[12]), (BODIES[2],)),
    _Mixed("mixed-4", 77, (asks.INQUIRY[0], OPENED[6]), (FOREIGNER,)),
    _Mixed("joint-1", 342, (OPENED[21],), PEOPLE[8:13]),
)
_SPOT: tuple[tuple[str, int, Ask, GivenApplicant], ...] = (
    ("spot-1", 445, asks.PUBLIC[3], PEOPLE[14]),
    ("spot-2", 318, asks.PUBLIC[5], PEOPLE[15]),
    ("spot-3", 241, asks.PUBLICATION, PEOPLE[16]),
    ("spot-4", 102, asks.PUBLIC[6], PEOPLE[17]),
    ("spot-5", 21, asks.PUBLIC[0], PEOPLE[18]),
)


def _special(casting: _Casting) -> Iterator[RequestStory]:
    for one in _MIXED:
        wanted = tuple(casting.at_a_place(ask) for ask in one.wanted)
        life = Life().reply(9, *wanted)
        yield casting.story(one.key, one.filed, FilingChannel.IN_PERSON, wanted, life, one.who)
    for key, filed, general, person in _SPOT:
        ask = casting.at_a_place(general)
        spoken = casting.story(key, filed, FilingChannel.ORAL, (ask,), Life(), (person,))
        yield replace(spoken, spot=(ask.answer(),))
    for special in (_by_proxy, _with_help, _again, _joined, _wanted_by_many, _moved_away):
        yield from special(casting)


def _by_proxy(casting: _Casting) -> Iterator[RequestStory]:
    for key, filed, ask, who, proxy in (
        ("proxy-1", 264, OPENED[6], PEOPLE[20], PEOPLE[21]),
        ("proxy-2", 58, PARTLY[1], PEOPLE[22], PEOPLE[23]),
    ):
        wanted = casting.at_a_place(ask)
        life = Life().reply(10, wanted)
        story = casting.story(key, filed, FilingChannel.IN_PERSON, (wanted,), life, (who,))
        yield replace(story, proxy=Proxied(proxy.name, proxy.identity, proxy.telephone))


def _with_help(casting: _Casting) -> Iterator[RequestStory]:
    ask = casting.at_a_place(OPENED[7])
    life = Life().reply(6, ask, way=DispatchWay.HANDED_OVER)
    life.do(told.Provide, "逐段朗读了所提供的合同，并提供大字打印件")
    story = casting.story("help-1", 171, FilingChannel.ORAL, (ask,), life, (PEOPLE[24],))
    yield replace(story, assistance="视力不便，请用大字打印并当面说明")


def _again(casting: _Casting) -> Iterator[RequestStory]:
    """The same person asks the same again: linked by the desk, not processed again."""
    first, who = _about(OPENED[1], "建设街片区"), (PEOPLE[5],)
    desk = FilingChannel.IN_PERSON
    yield casting.story("first-1", 212, desk, (first,), Life().reply(8, first), who)
    again = _about(asks.REPEATED, "建设街片区")
    life = Life().wait(1).do(told.Link, "first-1", "身份证件号码和姓名相同，经核对为同一人")
    life.reply(3, again, earlier="first-1")
    yield casting.story("repeat-1", 159, desk, (again,), life, who)


def _joined(casting: _Casting) -> Iterator[RequestStory]:
    """One application by two channels."""
    for pair, filed, ask, who in (
        (1, 377, OPENED[14], PEOPLE[26]),
        (2, 88, OPENED[17], PEOPLE[27]),
    ):
        wanted = casting.at_a_place(ask)
        kept = Life().reply(9, wanted)
        key = f"kept-{pair}"
        yield casting.story(key, filed, FilingChannel.POST_SIGNED, (wanted,), kept, (who,))
        life = Life().wait(1).do(told.Join, key, "同一人就同一内容先邮寄后网上提交")
        yield casting.story(
            f"joined-{pair}", filed - 1, FilingChannel.ONLINE, (wanted,), life, (who,)
        )


def _wanted_by_many(casting: _Casting) -> Iterator[RequestStory]:
    """Four people ask for the same thing, and each is given it."""
    ask = _about(OPENED[13], "柳岸小区")
    for place, who in enumerate((PEOPLE[30], PEOPLE[31], BODIES[9], PEOPLE[33])):
        life = Life().reply(5 + place, ask)
        yield casting.story(
            f"many-{place + 1}", 120 - 14 * place, FilingChannel.IN_PERSON, (ask,), life, (who,)
        )


def _moved_away(casting: _Casting) -> Iterator[RequestStory]:
    """A letter that could not be served; nothing else is known of him."""
    ask = casting.at_a_place(asks.PUBLIC[4])
    life = Life().reply(6, ask, deliver=None).wait(7)
    life.do(told.ReturnLetter, "地址不存在，联系不上收件人")
    yield casting.story("moved-1", 66, FilingChannel.POST_SIGNED, (ask,), life, (UNREACHABLE,))


STORIES: tuple[RequestStory, ...] = _stories()
"""Every request of the county, the oldest first."""
