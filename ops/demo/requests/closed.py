"""The requests of two years that are answered, given up or taken back."""

from collections.abc import Iterator
from itertools import count, cycle

from domain.requests.letters import DispatchWay
from ops.demo.requests import asks, courses
from ops.demo.requests.asks import OPENED, PARTLY, REFUSED, Ask
from ops.demo.requests.courses import Course, answered

_ONCE: tuple[tuple[Course, Ask], ...] = (
    (courses.late, OPENED[0]),
    (courses.late, REFUSED[6]),
    (courses.late, asks.ABSENT[0]),
    (courses.extended, OPENED[9]),
    (courses.extended, PARTLY[4]),
    (courses.extended, OPENED[19]),
    (courses.clarified, OPENED[3]),
    (courses.clarified, OPENED[12]),
    (courses.clarified, asks.ABSENT[1]),
    (courses.clarified, asks.UNCLEAR),
    (courses.clarified_late, OPENED[6]),
    (courses.not_clarified, asks.UNCLEAR),
    (courses.not_clarified, asks.PROCESSING[0]),
    (courses.not_clarified, OPENED[13]),
    (courses.reopened, OPENED[17]),
    (courses.clarified_twice_on_paper, OPENED[15]),
    (courses.third_party_consents, OPENED[1]),
    (courses.third_party_consents, OPENED[13]),
    (courses.third_party_upheld, REFUSED[7]),
    (courses.third_party_overridden, OPENED[1]),
    (courses.third_party_silent, OPENED[10]),
    (courses.third_party_silent, OPENED[15]),
    (courses.co_producer, OPENED[20]),
    (courses.other_organ, OPENED[21]),
    (courses.excessive, asks.EXCESSIVE),
    (courses.excessive_answerable, OPENED[16]),
    (courses.excessive_later, OPENED[18]),
    (courses.paid_per_piece, OPENED[11]),
    (courses.paid_per_page, OPENED[10]),
    (courses.unpaid, OPENED[9]),
    (courses.withdrawn, OPENED[7]),
    (courses.withdrawn, REFUSED[0]),
    (courses.letter_returned, OPENED[14]),
    (courses.letter_returned, asks.PUBLIC[2]),
    (courses.disputed, OPENED[4]),
    (courses.amended, OPENED[5]),
    (courses.code_reissued, OPENED[8]),
    (courses.returned_by_reviewer, PARTLY[5]),
    (courses.returned_by_reviewer, OPENED[22]),
    (courses.review_upheld, REFUSED[2]),
    (courses.review_upheld, PARTLY[2]),
    (courses.review_corrected, asks.ABSENT[3]),
    (courses.review_corrected, REFUSED[7]),
    (courses.sued, asks.ELSEWHERE[2]),
    (courses.sued_after_review, REFUSED[3]),
    (courses.corrected, asks.ELSEWHERE[2]),
    (courses.suggested, OPENED[0]),
    (courses.suggested, OPENED[13]),
    (courses.suggested_in_vain, OPENED[15]),
    (courses.receipted, asks.PUBLIC[1]),
    (courses.receipted, OPENED[6]),
    (answered(9), asks.REISSUE),
    (answered(6), asks.NO_RECORD),
    (courses.on_paper, asks.ARCHIVED),
    (answered(5), asks.OTHER),
    (answered(7), asks.PUBLICATION),
    (answered(4), asks.REGISTRY),
    (answered(6), asks.REGISTRY),
    (answered(10), asks.PROCESSING[0]),
    (answered(12), asks.PROCESSING[1]),
    (answered(6), asks.PETITION[0]),
    (answered(5), asks.INQUIRY[1]),
)


def plans() -> Iterator[tuple[Course, Ask]]:
    """(course, what was asked) of every closed request of one matter."""
    yield from _ONCE
    days, ways = cycle((5, 9, 7, 12, 14, 8, 10, 6)), cycle(DispatchWay)
    for pool, times in (
        (OPENED[::2], 1),
        (PARTLY[1:4], 1),
        (REFUSED[:6], 1),
        (asks.PUBLIC, 1),
        (asks.ABSENT[2:], 1),
        (asks.ELSEWHERE, 1),
    ):
        for ask in pool * times:
            yield answered(next(days), next(ways), 1), ask


def places() -> Iterator[str]:
    """A place for each story, each in its turn."""
    for place in count():
        yield asks.PLACES[place * 5 % len(asks.PLACES)]
