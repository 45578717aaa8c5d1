"""What an event of a request says, member by member, as people read it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from api.reader import Reader
from api.request_figures import annual_names, row_name
from domain.calendar import YearUsed
from domain.casefile import CaseEvent
from domain.findings import Finding
from domain.grounds import GROUNDS
from domain.law.articles import article_chinese
from domain.law.consultations import ConsultationKind
from domain.law.outcomes import outcome_rule
from domain.law.rows import REGULATION
from domain.letters import LetterKind, Template
from domain.numbering import Number
from domain.organ import Organ
from domain.permissions import Role
from domain.personal import Sealed
from domain.requests.applicant import DEFECTS, Applicant, Defect, Matter, Proxy
from domain.requests.consulting import ThirdParty
from domain.requests.letters import Letter
from domain.requests.outcome import MatterOutcome, MatterResult
from domain.requests.proceeding import BreachNoted
from domain.requests.remedies import RemedyAnswered, RemedyDecided, RemedyResult
from domain.requests.request import InformationRequest
from domain.requests.writing import letter_number
from domain.review import Ladder

HIDDEN = "（加密保存，这个岗位不显示）"
"""What stands for sealed words that a post does not need."""

LABELS: Mapping[str, str] = {
    "accepted": "是否采纳",
    "against": "针对的文书",
    "amount": "金额（元）",
    "answer": "答复",
    "applicants": "申请人",
    "arrived_on": "到达",
    "arrived_time": "到达时刻",
    "article": "条文",
    "assistance": "需要的帮助",
    "basis": "依据",
    "becomes": "更改为",
    "body": "机关",
    "calendar": "采用的工作日历",
    "category": "申请人类别",
    "cause": "原因",
    "channel": "渠道",
    "claimed_on": "申请人主张的收到日期",
    "complete": "是否缴清",
    "consultation": "针对的征求意见",
    "days": "天数",
    "decision": "结论",
    "defects": "需要补正的",
    "docket_number": "案号",
    "document": "依据的文书",
    "due": "当时的最晚答复日",
    "earlier": "本月此前已收（件）",
    "earlier_number": "旧系统编号",
    "effective": "有效延长（工作日）",
    "excuse": "逾期的理由",
    "filing": "并入的申请",
    "final": "是否终局",
    "findings": "自动检查发现",
    "form": "提供形式",
    "found": "是否检索到",
    "ground": "不公开理由",
    "help": "提供的帮助",
    "into": "并入",
    "judged": "对逾期理由的判断",
    "judgement": "判断",
    "keywords": "关键词",
    "kind": "种类",
    "ladder": "报请确定的问题",
    "lapsed_on": "期限届满",
    "lawful": "按标准应收（元）",
    "letter": "文书",
    "matters": "事项",
    "member": "更改的日期",
    "moves": "是否改变期限",
    "notice": "针对的通知",
    "number": "登记号",
    "of": "针对第几号事件",
    "opinion": "意见",
    "order": "接收依据",
    "organ_at_fault": "是否因本机关的差错退回",
    "outcome": "联系结果",
    "outcomes": "处理结果",
    "party": "提出人",
    "period": "给的期限（工作日）",
    "places": "检索处所",
    "proxy": "代理人",
    "quantity": "数量",
    "question": "请示",
    "reason": "理由",
    "reasons": "申请人说明的理由",
    "received_on": "收到",
    "remedy": "针对的复议、诉讼",
    "reply_until": "责令答复的期限",
    "result": "结果",
    "results": "决定的结果",
    "retained_until": "保存期限届满",
    "route": "提供途径",
    "row": "年报栏目",
    "rule": "违反的规定",
    "searcher": "检索人",
    "simple": "是否简易程序",
    "source": "来源",
    "statement": "申请人的说法",
    "step": "报请的机构",
    "systems": "检索的系统",
    "text": "建议内容",
    "third_party": "第三方",
    "unit": "单位",
    "until": "延迟到",
    "upheld": "第三方的理由是否成立",
    "was": "原登记为",
    "way": "方式",
}
"""What each member of an event is called."""

LEFT_OUT = frozenset(
    {
        "arrival_evidence",
        "approved",
        "attachments",
        "authority",
        "checklist",
        "cleared",
        "content",
        "contents",
        "copy",
        "draft",
        "drafters",
        "evidence",
        "key",
        "officer",
        "on",
        "organ",
        "other_person",
        "other_request",
        "person",
        "proxy",
        "receipt_evidence",
        "record",
        "remedy",
        "reply",
        "review",
        "search",
        "version",
        "words",
    }
)
"""Members told elsewhere (dates, officer, evidence), and ids and words that mean nothing here.

A `remedy` is named only by what follows on it: the notice that begins it tells its particulars.
"""

_KINDS = {
    ConsultationKind.THIRD_PARTY: "征求第三方意见",
    ConsultationKind.CO_PRODUCER: "征求共同制作机关意见",
    ConsultationKind.OTHER_ORGAN: "征求其他机关意见",
}
_LADDERS = {Ladder.SECRECY: "是否涉密", Ladder.FITNESS: "是否适宜公开"}
_MEMBERS = {
    "arrived_on": "到达日期",
    "claimed_on": "申请人主张的收到日期",
    "lapsed_on": "期限届满日期",
    "letter.dated": "文书日期",
    "on": "办理日期",
    "received_on": "收到日期",
    "reply_until": "责令答复的期限",
    "until": "延迟到的日期",
}
_RESULTS = {
    RemedyResult.UPHELD: "维持本机关的处理",
    RemedyResult.CORRECTED: "纠正本机关的处理",
    RemedyResult.OTHER: "以其他方式结案",
}
_NAMED = (Role.CLERK, Role.DRAFTER, Role.REVIEWER, Role.APPROVER)


@dataclass(frozen=True)
class Words:
    """How events of one request are told to a post."""

    case: InformationRequest
    organ: Organ
    reader: Reader

    def of(self, event: CaseEvent) -> Iterator[tuple[str, str]]:
        """What an event says: names of members, and what stands there."""
        if isinstance(event, BreachNoted):
            yield from self._breach(event)
            return
        if isinstance(event, RemedyAnswered | RemedyDecided):
            yield LABELS["remedy"], self._remedy(event.remedy)
        for one in fields(event):  # type: ignore[arg-type]
            if one.name in LABELS and one.name not in LEFT_OUT:
                said = self.said(one.name, getattr(event, one.name))
                if said:
                    yield LABELS[one.name], said + self._amended(event, one.name)

    def said(self, name: str, value: Any) -> str:
        """One value as people read it; empty for none."""
        if value is None or value == "" or value == ():
            return ""
        if name == "matters" and isinstance(value[0], int):
            return f"第 {'、'.join(map(str, value))} 项"
        if isinstance(value, tuple):
            return "；".join(self._one(name, item) for item in value)
        return self._one(name, value)

    def letter(self, letter: Letter) -> str:
        """A letter with its number and date."""
        dated = letter.dated.isoformat()
        told = "" if letter.told_due is None else f"，告知最晚 {letter.told_due.isoformat()} 答复"
        return f"{self.title(letter.kind)}，{self.letter_number(letter)}，{dated}{told}"

    def title(self, kind: LetterKind) -> str:
        """What letters of a kind are called."""
        template = self._template(kind)
        return "文书" if template is None else template.title

    def letter_number(self, letter: Letter) -> str:
        """The number of a letter as it is printed."""
        number, template = letter.number, self._template(letter.kind)
        if number is None or template is None:
            return "纸面办理，没有文号"
        law = self.case.rules.law
        return letter_number(
            law, self.organ, template, number.year, number.serial, max(letter.dated, REGULATION)
        )

    def outcome(self, one: MatterOutcome | MatterResult) -> str:
        """What is decided on one matter, with its grounds."""
        rule = outcome_rule(self.case.rules.law, one.outcome, self._day)
        grounds = "、".join(
            f"{GROUNDS[code].chinese}（{article_chinese(GROUNDS[code].article)}）"
            for code in one.grounds
        )
        return rule.chinese + (f"，理由：{grounds}" if grounds else "")

    def clear(self, sealed: Sealed) -> str:
        """Sealed words, for a post that handles the case."""
        if not self.reader.roles & {*_NAMED}:
            return HIDDEN
        return self.reader.clear(sealed) or ""

    @property
    def _day(self) -> date:
        return max(self.case.received_on or self.case.arrived_on, REGULATION)

    def _template(self, kind: LetterKind) -> Template | None:
        rows = self.case.rules.law.rows(Template, self._day)
        return next((row for row in rows if row.kind is kind and row.number_word), None)

    def _amended(self, event: CaseEvent, name: str) -> str:
        """What a legal date was amended to later; empty for all that stands as it was recorded."""
        if event.originator_id != self.case.id:
            return ""
        holds = self.case.dates.get((event.originator_version, name))
        if holds is None or holds == getattr(event, name):
            return ""
        return f"（后来更改为 {holds.isoformat()}）"

    def _breach(self, event: BreachNoted) -> Iterator[tuple[str, str]]:
        yield LABELS["rule"], event.rule
        yield LABELS["article"], article_chinese(event.article)
        if event.days:
            yield "相差", f"{event.days} {event.unit.chinese}"
        yield LABELS["of"], str(event.of)

    def _one(self, name: str, value: Any) -> str:
        if name in _BY_NAME:
            return _BY_NAME[name](self, value)
        for kind, told in _BY_KIND.items():
            if isinstance(value, kind):
                return told(self, value)
        return str(getattr(value, "chinese", value))

    def _matter(self, one: Matter) -> str:
        return f"第 {one.number} 项：{self.reader.clear(one.description)}"

    def _defect(self, one: Defect) -> str:
        return f"{DEFECTS.get(one.kind, one.kind)}（{self.clear(one.advice)}）"

    def _outcome(self, one: MatterOutcome | MatterResult) -> str:
        return f"第 {one.matter} 项：{self.outcome(one)}"

    def _row(self, key: str) -> str:
        return row_name(annual_names(self.case.rules.law, self._day), key)

    def _reference(self, letter: str | Letter) -> str:
        if isinstance(letter, Letter):
            return self.letter(letter)
        served = self.case.letters.get(letter)
        return letter if served is None else self.letter(served.letter)

    def _remedy(self, identity: str) -> str:
        found = self.case.remedies[identity]
        return f"{found.kind.chinese}，{found.body}，{found.docket_number}"

    def _ground(self, code: str) -> str:
        found = GROUNDS.get(code)
        return code if found is None else f"{found.chinese}（{article_chinese(found.article)}）"

    def _applicant(self, one: Applicant | Proxy | ThirdParty) -> str:
        return self.reader.name(one.name) or ""

    def _number(self, one: Number) -> str:
        return f"{one.year} 年第 {one.serial} 号"


_BY_NAME: Mapping[str, Callable[[Words, Any], str]] = {
    "row": Words._row,
    "letter": Words._reference,
    "notice": Words._reference,
    "consultation": Words._reference,
    "against": Words._reference,
    "ground": Words._ground,
    "member": lambda words, value: _MEMBERS.get(value, value),
}
_BY_KIND: Mapping[type, Callable[[Words, Any], str]] = {
    bool: lambda words, value: "是" if value else "否",
    int: lambda words, value: str(value),
    date: lambda words, value: str(value.isoformat()),
    Sealed: Words.clear,
    Matter: Words._matter,
    Defect: Words._defect,
    MatterOutcome: Words._outcome,
    MatterResult: Words._outcome,
    Applicant: Words._applicant,
    Proxy: Words._applicant,
    ThirdParty: Words._applicant,
    Number: Words._number,
    ConsultationKind: lambda words, value: _KINDS[value],
    Ladder: lambda words, value: _LADDERS[value],
    YearUsed: lambda words, value: f"{value.year} 年（{value.notice}）",
    Finding: lambda words, value: str(value.kind.chinese),
    RemedyResult: lambda words, value: _RESULTS[value],
}
