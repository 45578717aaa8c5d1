"""Writes the life of a request step by step; days are working days, and move only forward."""

from domain.requests.letters import DispatchWay
from domain.requests.replying import ReplyCause
from ops.demo.requests import steps as told
from ops.demo.requests.asks import Ask
from ops.demo.requests.steps import Step


class Life:
    """What has happened to a request so far; `at` is the working day since its filing."""

    def __init__(self) -> None:
        self.at = 0
        self.steps: list[Step] = []

    def wait(self, days: int) -> "Life":
        """Let working days go by."""
        self.at += days
        return self

    def do(self, kind: type[Step], *members: object) -> "Life":
        """One act, today."""
        self.steps.append(kind(self.at, *members))
        return self

    def confirm(self, wait: int = 0) -> "Life":
        """Both sides confirm the receipt."""
        return self.wait(wait).do(told.Confirm)

    def tell(self, template: str, consulted: str = "") -> "Life":
        """A letter that moves nothing, received the day after."""
        self.do(told.Tell, template, consulted).wait(1)
        return self.do(told.Deliver)

    def clarify(self, wait: int = 3, deliver: int = 2, paper: bool = False) -> "Life":
        """Ask once for what is missing; signed for `deliver` days later."""
        defects = (("description", "请写明所需信息的名称、文号，或者形成的时间和承办单位"),)
        self.wait(wait).do(told.Clarify, defects, 10, paper)
        return self.wait(deliver).do(told.Deliver)

    def clarified(self, wait: int, ask: Ask, excuse: str = "") -> "Life":
        """The clarified application comes."""
        return self.wait(wait).do(told.AnswerClarification, ask.matter, excuse)

    def extend(self, wait: int, days: int, cause: str) -> "Life":
        """The head consents, and the applicant is told the day after."""
        self.wait(wait).do(told.Consent, days, f"{cause}，同意延期")
        return self.wait(1).do(told.TellExtension, days, cause).wait(2).do(told.Deliver)

    def draft(self, wait: int, *asks: Ask, earlier: str | None = None) -> "Life":
        """起草 and, when something is given, its secrecy review."""
        self.wait(wait)
        self._search(asks)
        outcomes = tuple(ask.answer(place + 1, earlier) for place, ask in enumerate(asks))
        return self._drafted(told.DraftReply(self.at, outcomes, _given(asks)))

    def reply(
        self,
        wait: int,
        *asks: Ask,
        way: DispatchWay | None = DispatchWay.POST,
        deliver: int | None = 2,
        earlier: str | None = None,
        paper: bool = False,
    ) -> "Life":
        """Drafted `wait` days on, reviewed and signed; None for a letter that is not signed for."""
        return self.draft(wait, *asks, earlier=earlier).sign(way, deliver, paper)

    def again(self, wait: int, cause: ReplyCause, ask: Ask, reason: str, document: str) -> "Life":
        """A reply that takes the place of the first."""
        self.wait(wait)
        self._drafted(
            told.DraftReply(self.at, (ask.answer(),), _given((ask,)), cause, reason, document)
        )
        return self.sign(DispatchWay.POST, 2)

    def review(self) -> "Life":
        """审核, the day after."""
        return self.wait(1).do(told.ReviewReply, "事实清楚，依据正确，同意报签。")

    def sign(self, way: DispatchWay | None, deliver: int | None, paper: bool = False) -> "Life":
        """Reviewed, signed and sent; a letter handed over is received at once."""
        self.review().wait(1).do(told.IssueReply, way, paper)
        if way is not None and deliver is not None:
            at_once = way in (DispatchWay.HANDED_OVER, DispatchWay.ONLINE, DispatchWay.EMAIL)
            self.wait(0 if at_once else deliver).do(told.Deliver)
        return self

    def revise(self, wait: int, ask: Ask) -> "Life":
        """The draft is changed; what is given is the same, and is reviewed anew."""
        self.wait(wait).do(told.ReviseReply, (ask.answer(),))
        return self._cleared() if ask.given else self

    def _search(self, asks: tuple[Ask, ...]) -> None:
        if any(ask.outcome == "DOES_NOT_EXIST" for ask in asks):
            self.do(
                told.Search,
                ("公文管理系统", "业务档案系统"),
                ("机关档案室",),
                "申请所列名称、简称和项目代码",
                "没有检索到",
            ).wait(1)

    def _drafted(self, step: told.DraftReply) -> "Life":
        self.steps.append(step)
        return self._cleared() if step.given else self

    def _cleared(self) -> "Life":
        self.do(told.SubmitReply).wait(1)
        return self.do(told.ClearReply, "不涉密，已遮盖个人信息，可以提供。")


def _given(asks: tuple[Ask, ...]) -> tuple[told.Given, ...]:
    return tuple(paper for ask in asks for paper in ask.given)
