"""更正 and 投诉举报 of the demonstration county: frozen stories, and how they are played."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from domain.complaint import ComplaintForm, Holding, RectificationOrder
from domain.permissions import Role
from domain.petition_acts import GivenAnswer, GivenParty
from domain.rectification import CompetentOrgan
from domain.requests.evidence import EvidenceKind
from domain.requests.given import GivenApplicant, GivenEvidence
from ops.bootstrap import Services
from ops.demo.requests.days import Days
from ops.demo.requests.people import BODIES, PEOPLE
from ops.demo.requests.playing import PAPER, SIGNED, County, Scene

ROLES: Mapping[str, Role] = {
    "verify": Role.DRAFTER,
    "correct": Role.APPROVER,
    "refuse": Role.APPROVER,
    "transfer": Role.APPROVER,
    "redirect": Role.APPROVER,
    "tell": Role.DRAFTER,
    "accept": Role.DRAFTER,
    "decline": Role.APPROVER,
    "investigate": Role.DRAFTER,
    "decide": Role.APPROVER,
    "answer": Role.DRAFTER,
    "report_rectification": Role.DRAFTER,
}
"""Who takes which step; the steps are the commands of `domain.redress`."""


@dataclass(frozen=True)
class Move:
    """One step, `after` working days since filing: a command and what it is given."""

    after: int
    command: str
    members: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class PetitionStory:
    """A demand or complaint, filed `filed` working days ago. `against` is set for complaints."""

    key: str
    organ: str
    filed: int
    who: GivenApplicant
    text: str
    moves: tuple[Move, ...]
    subject: str = ""
    against: str | None = None
    form: ComplaintForm = ComplaintForm.COMPLAINT


_LIBRARY = {
    "competent": CompetentOrgan(
        "清河县档案馆", "文昌路2号，电话0000-7219900", "该登记簿已经移交档案馆保存"
    )
}
_ORDER_DAYS = 20

PETITIONS: tuple[PetitionStory, ...] = (
    PetitionStory(
        "correct-1",
        "civil",
        266,
        PEOPLE[34],
        "低保登记表中本人出生年份写错一年，应以户口簿为准",
        (
            Move(4, "verify", {"finding": "调取户口簿复印件核对，登记表笔误"}),
            Move(6, "correct", {"what": "出生年份已改为与户口簿一致", "where": "低保信息登记表"}),
            Move(8, "tell"),
        ),
        subject="本人的低保登记表",
    ),
    PetitionStory(
        "correct-2",
        "housing",
        143,
        PEOPLE[35],
        "公租房档案中家庭人口数登记为二人，应为三人",
        (
            Move(7, "refuse", {"reason": "登记时点家庭人口为二人，之后出生的应另行申报变更"}),
            Move(9, "tell"),
        ),
        subject="公租房申请家庭登记表",
    ),
    PetitionStory(
        "correct-3",
        "land",
        84,
        PEOPLE[36],
        "早年宅基地登记簿中四至的方位写反",
        (Move(5, "transfer", _LIBRARY), Move(7, "tell")),
        subject="宅基地登记簿",
    ),
    PetitionStory(
        "correct-4",
        "liulin",
        12,
        PEOPLE[37],
        "土地承包经营权登记中姓名有一字写错",
        (Move(6, "verify", {"finding": "核对身份证件，登记簿确有错字"}),),
        subject="承包经营权登记簿",
    ),
    PetitionStory(
        "correct-5",
        "chengguan",
        3,
        PEOPLE[38],
        "维修资金分摊表中本人房号写错",
        (),
        subject="维修资金分摊表",
    ),
    PetitionStory(
        "complain-1",
        "office",
        231,
        PEOPLE[39],
        "县住建局对申请超过期限仍不答复",
        (
            Move(3, "accept"),
            Move(9, "investigate", {"finding": "调阅案卷，答复确有逾期", "evidence": (PAPER,)}),
            Move(
                12,
                "decide",
                {"holding": Holding.UPHELD, "reason": "逾期属实，违反条例第三十三条"},
            ),
            Move(14, "answer"),
            Move(
                26,
                "report_rectification",
                {"document": "县住建局整改情况报告", "fulfilled": True},
            ),
        ),
        against="housing",
    ),
    PetitionStory(
        "complain-2",
        "office",
        118,
        BODIES[5],
        "县城管局没有公开垃圾清运考核结果",
        (
            Move(2, "accept"),
            Move(8, "investigate", {"finding": "考核结果已在门户公开", "evidence": (PAPER,)}),
            Move(10, "decide", {"holding": Holding.NOT_UPHELD, "reason": "已经依法主动公开"}),
            Move(12, "answer"),
        ),
        against="city",
        form=ComplaintForm.REPORT,
    ),
    PetitionStory(
        "complain-3",
        "office",
        61,
        PEOPLE[41],
        "对邻里纠纷的调解结果不满意",
        (Move(4, "decline", {"reason": "不属于政府信息公开工作的投诉范围"}), Move(6, "answer")),
        against="chengguan",
    ),
    PetitionStory(
        "complain-4",
        "office",
        5,
        PEOPLE[42],
        "柳林镇要求申请人说明与申请无关的用途",
        (Move(3, "accept"),),
        against="liulin",
    ),
)


class PetitionPlay:
    """One performance of them."""

    def __init__(self, services: Services, county: County, today: date) -> None:
        self._redress = services.redress
        self._county = county
        calendar = services.handling.rules().calendar
        self._days = Days(today, calendar, max(one.filed for one in PETITIONS))
        self._cases: dict[str, str] = {}

    def scenes(self) -> Iterator[Scene]:
        """Every act of every story."""
        for story in PETITIONS:
            yield Scene(self._days.ago(self._day(story, 0)), partial(self._file, story))
            for move in story.moves:
                ago = self._days.ago(self._day(story, move.after))
                yield Scene(ago, partial(self._take, story, move))

    def _file(self, story: PetitionStory) -> None:
        clerk, organ = self._county.seat(story.organ, Role.CLERK), self._county.organs[story.organ]
        on = self._day(story, 0)
        who = GivenParty(story.who.name, story.who.identity, story.who.telephone)
        proof = GivenEvidence(EvidenceKind.DOCUMENT, "申请人提交的材料存卷")
        if story.against is None:
            recorded = self._redress.file_rectification(
                clerk,
                organ,
                on=on,
                applicant=who,
                fault=story.text,
                evidence=(proof,),
                subject=story.subject,
            )
        else:
            recorded = self._redress.file_complaint(
                clerk,
                organ,
                against=self._county.organs[story.against],
                on=on,
                form=story.form,
                complainant=who,
                ground=story.text,
                evidence=(proof,),
            )
        self._cases[story.key] = recorded.stream

    def _take(self, story: PetitionStory, move: Move) -> None:
        on, members = self._day(story, move.after), dict(move.members)
        if move.command in ("tell", "answer"):
            members["answer"] = GivenAnswer(on, on, SIGNED)
        else:
            members["on"] = on
        if move.command == "decide":
            members["order"] = self._order(story, move)
        command = getattr(self._redress, move.command)
        command(
            self._county.seat(story.organ, ROLES[move.command]), self._cases[story.key], **members
        )

    def _order(self, story: PetitionStory, move: Move) -> RectificationOrder | None:
        """责令改正, for what holds."""
        if move.members["holding"] is Holding.NOT_UPHELD:
            return None
        until = self._days.to_come(story.filed, move.after + _ORDER_DAYS)
        return RectificationOrder("限期改正，并完善到期提醒", until)

    def _day(self, story: PetitionStory, after: int) -> date:
        return self._days.at(story.filed, after)
