"""What every act on 更正 or on 投诉、举报 is done with, over JSON and the command line alike."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pydantic import Field

from api.json.acting import FileForm, Form, clear_part
from api.json.request_forms import EvidenceForm, MakePart
from domain.archive import Caller, Recorded
from domain.petition_acts import GivenAnswer, GivenDate, GivenParty
from domain.redress import Redress
from domain.requests.given import GivenEvidence


@dataclass(frozen=True)
class Redressing:
    """Who does it to which case file, and what uploaded files become."""

    redress: Redress
    caller: Caller
    file: str
    expected: int | None
    part: MakePart

    def proofs(self, forms: Sequence[EvidenceForm]) -> list[GivenEvidence]:
        """Proofs as handed in."""
        return [one.given(self.part) for one in forms]


class PartyForm(Form):
    """当事人。匿名举报时各栏都可空着。"""

    name: str = ""
    identity: str = ""
    contact: str = ""
    person: str | None = None

    def given(self) -> GivenParty:
        """As the domain's input."""
        return GivenParty(**self.model_dump())


class RedressForm(Form):
    """The body of one act; `ACTION` is its line in the permission table, `WORD` its name."""

    ACTION: ClassVar[str]
    WORD: ClassVar[str]

    @classmethod
    def chinese(cls) -> str:
        """What it is called."""
        return str(cls.__doc__).partition("：")[0].rstrip("。")

    @abstractmethod
    def act(self, doing: Redressing) -> Recorded:
        """Do it. Raises what the command of this name raises."""


class ToldForm(RedressForm):
    """告知的日期和凭证，文书的各栏。

    dated 是此前已经以纸质发出的日期；不写的按模板印制、取文号。
    """

    dated: date | None = None
    on: date
    evidence: EvidenceForm
    scan: FileForm | None = None
    edited: dict[str, str] = Field(default_factory=dict)

    def answer(self, part: MakePart) -> GivenAnswer:
        """As the domain's input."""
        scan = None if self.scan is None else clear_part(part, self.scan)
        return GivenAnswer(self.dated, self.on, self.evidence.given(part), scan, self.edited)


class DateForm(RedressForm):
    """更改法定日期：of 是事件的号。"""

    WORD: ClassVar[str] = "amend-date"
    of: int
    on: date
    reason: str
    evidence: EvidenceForm

    def right(self, part: MakePart) -> GivenDate:
        """As the domain's input."""
        return GivenDate(self.of, self.on, self.reason, self.evidence.given(part))
