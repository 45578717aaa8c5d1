"""Every act on a request that has a form, and which of them an officer can do now."""

from collections.abc import Mapping

from api.workbench.acts.asking import Possible, RequestAct
from api.workbench.acts.charging import CHARGING
from api.workbench.acts.clarifying import CLARIFYING
from api.workbench.acts.closing import CLOSING
from api.workbench.acts.consulting import CONSULTING
from api.workbench.acts.extending import EXTENDING
from api.workbench.acts.following import FOLLOWING
from api.workbench.acts.paper_reply import PAPER_REPLY
from api.workbench.acts.receiving import RECEIVING
from api.workbench.acts.registering import REGISTERING
from api.workbench.acts.remedies import REMEDIES
from api.workbench.acts.replying import REPLYING
from api.workbench.acts.service import SERVICE
from api.workbench.casework import Situation
from domain.clocks import ClockState
from domain.errors import NotFound
from domain.requests.proceeding import RequestState

ACTS: tuple[RequestAct, ...] = (
    *RECEIVING,
    *REGISTERING,
    *CLARIFYING,
    *CONSULTING,
    *EXTENDING,
    *CHARGING,
    *REPLYING,
    *PAPER_REPLY,
    *SERVICE,
    *REMEDIES,
    *FOLLOWING,
    *CLOSING,
)
"""In the order in which they are offered."""

_BY_PATH = {act.path: act for act in ACTS}

_FIRST = (
    "issue_reply",
    "review_reply",
    "confirm_receipt",
    "dispatch",
    "judge_objection",
    "judge_excess",
    "tell_extension",
    "answer_remedy",
    "abandon",
    "submit_reply",
    "draft_reply",
    "deliver",
)
"""What comes first of what can be done: the one next act."""


def act_at(path: str) -> RequestAct:
    """The act with this address. Raises `NotFound`."""
    if path not in _BY_PATH:
        raise NotFound("没有这种办理", field="act")
    return _BY_PATH[path]


def offered(now: Situation) -> tuple[tuple[RequestAct, Possible], ...]:
    """What this officer can do now, in this post, with this request."""
    found = ((act, act.offered(now)) for act in ACTS)
    return tuple((act, possible) for act, possible in found if possible is not Possible.NO)


def next_act(now: Situation, ready: Mapping[str, RequestAct]) -> RequestAct | None:
    """The one next act of this officer among those he is `ready` for, by command; None when it is
    not his turn."""
    return next((ready[name] for name in _FIRST if name in ready and _now(now, name)), None)


def _now(now: Situation, command: str) -> bool:
    """Whether an act that can be done is what should be done now."""
    case = now.case
    if command == "draft_reply":
        waits = any(one.answered is None for one in case.consultations)
        open_ = case.state is RequestState.OPEN and now.clock.state is ClockState.RUNNING
        return (open_ and not (waits and now.clock.stopped_until)) or (
            case.ordered_until is not None
        )
    if command == "deliver":
        return case.state in (RequestState.CLARIFYING, RequestState.CHARGED) or case.state.closed
    return True
