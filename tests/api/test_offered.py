"""What a page without hits is helped on with is counted, but never without bound."""

from api.asking import Asked
from api.offered import MOST_COUNTED, sparingly

ASKED = Asked("龙舟竞渡", {}, by_date=False, superseded=False)


def test_only_a_few_wider_searches_are_run_to_count_them() -> None:
    ran: list[Asked] = []

    def count(asked: Asked) -> str:
        ran.append(asked)
        return "1 件"

    counting = sparingly(count, seconds=60)
    told = [counting(ASKED) for _ in range(9)]
    assert told == ["1 件"] * MOST_COUNTED + [""] * (9 - MOST_COUNTED)
    assert len(ran) == MOST_COUNTED


def test_no_further_one_is_begun_when_the_time_is_over() -> None:
    counting = sparingly(lambda _: "1 件", seconds=-1)
    assert counting(ASKED) == ""
