"""Whether two filings are of the same applicants: only then one can go into the other.

A joined filing has no answer of its own. Joined to a stranger's, it would end unanswered, and its
applicant would be sent to a case that is not his.
"""

from collections.abc import Iterable

from domain.errors import WrongState
from domain.personal import PersonalData, Sealed
from domain.requests.acts.unsealed import bare, folded
from domain.requests.applicant import Applicant
from domain.requests.request import InformationRequest


def require_same_applicants(
    persons: PersonalData, case: InformationRequest, other: InformationRequest
) -> None:
    """That each applicant of one filing is one of the other, both ways. Raises `WrongState`.

    The same are: one person, two whom the desk linked, who gave the same identity number, and who
    gave the same name with a telephone, mail or address in common.
    """
    linked = {frozenset(pair) for pair in (*case.links, *other.links)}

    def same(one: Applicant, there: Applicant) -> bool:
        pair = frozenset((one.person, there.person))
        return len(pair) == 1 or pair in linked or _same_particulars(persons, one, there)

    here, there = case.applicants, other.applicants
    if all(any(same(one, each) for each in there) for one in here) and all(
        any(same(one, each) for one in here) for each in there
    ):
        return
    raise WrongState(
        "两件的申请人不同，不能并件：并入以后本件不再答复。确是同一申请人的，"
        "请先“认定同一申请人”并写明凭什么认定，再并件",
        rule="条例 art 27, 33",
        field="into",
    )


def _same_particulars(persons: PersonalData, one: Applicant, there: Applicant) -> bool:
    """By identity where both gave one; else by name and a way in which both are reached."""
    if one.identity is not None and there.identity is not None:
        return bool(
            _said(persons, [one.identity]) & _said(persons, [there.identity])
            and one.identity_kind is there.identity_kind
        )
    if folded(persons.open(one.name)) != folded(persons.open(there.name)):
        return False
    return any(
        _said(persons, [mine]) & _said(persons, [his])
        for mine, his in (
            (one.telephone, there.telephone),
            (one.mail, there.mail),
            (one.address, there.address),
        )
    )


def _said(persons: PersonalData, sealed: Iterable[Sealed | None]) -> set[str]:
    """What the fields say, as numbers and addresses are compared; nothing for empty ones."""
    opened = (bare(persons.open(one)) for one in sealed if one is not None)
    return {one for one in opened if one}
