"""How an act is asked for over HTTP and answered: one POST each, the same for all case files.

`POST /api/records/{id}/publish` is `gongkai record publish` is `Record.publish`. ETag is the case
file's version; If-Match refuses a stale one; Idempotency-Key makes repeating safe.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

import structlog
from fastapi import Depends, Response
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, model_validator

from api.session import Acting, Officed, SignedIn
from domain.archive import Caller, Recorded
from domain.complaint import Complaint
from domain.content import ClearPart
from domain.description import Attribute, Description, OpennessGiven
from domain.errors import Incomplete, Malformed, PostNotHeld
from domain.record import Record
from domain.rectification import Rectification
from domain.requests.request import InformationRequest
from domain.review import SecrecyReview
from domain.seating import posts_at
from domain.vocabulary import Openness, Phase

CaseOfOrgan = Record | SecrecyReview | InformationRequest | Rectification | Complaint
"""A case file that belongs to one organ: only its posts act on it."""

_Draft = TypeVar("_Draft", Record, SecrecyReview)


class Form(BaseModel):
    """A command's body: unknown members are refused, so that no typing error is lost."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _refuse_half_characters(cls, body: Any) -> Any:
        r"""JSON can write half a surrogate pair (`\ud800`); no stored text can hold one."""
        for name, value in body.items() if isinstance(body, dict) else ():
            try:
                json.dumps(value, ensure_ascii=False).encode()
            except UnicodeEncodeError:
                raise Malformed("文字里有半个代理码", rule="RFC 8259 8.2", field=name) from None
        return body


class FileForm(Form):
    """正文文件：文本直接写在 text，其他格式以 base64 写在 data。"""

    name: str = "正文.txt"
    media_type: str | None = None
    text: str | None = None
    data: Base64Bytes | None = None


class DescriptionForm(Form):
    """正式文件头。"""

    title: str
    kind: str
    phase: Phase
    document_number: str | None = None
    index_number: str | None = None
    formed_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    field: str | None = None
    topic: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict)

    def description(self) -> Description:
        """As the domain's value."""
        given = self.model_dump(exclude={"attributes"})
        attributes = tuple(Attribute(name, value) for name, value in self.attributes.items())
        return Description(**given, attributes=attributes)


class OpennessForm(Form):
    """公开属性；不主动公开须写理由。"""

    value: Openness = Openness.PROACTIVE
    ground: str | None = None
    reason: str = ""

    def openness(self) -> OpennessGiven:
        """As the domain's value."""
        return OpennessGiven(self.value, self.ground, self.reason)


class ActAnswer(BaseModel):
    """一次办理的结果；covered 表示日志检查点和登记册已到这里。"""

    act: str
    case_file: str
    version: int
    position: int
    repeated: bool
    covered: bool
    created: str | None = None


@dataclass(frozen=True)
class AskedAct:
    """An act as an officer asks for it: in which post, at which version, and what he is answered.

    `expected` is the version of If-Match, None for any.
    """

    officed: Officed
    response: Response

    @property
    def acting(self) -> Acting:
        """What acts are done with."""
        return self.officed.acting

    @property
    def expected(self) -> int | None:
        return self.officed.expected

    def caller(self, action: str, organ: str | None = None) -> Caller:
        """Who asks. Raises what `Officed.caller` raises."""
        return self.officed.caller(action, organ)

    def caller_on(self, kind: type[CaseOfOrgan], file: str, action: str) -> Caller:
        """Who asks, in a post of the organ whose case file it is. Raises `NotFound` too."""
        return self.caller(action, self.acting.archive.load(kind, file).organ)

    def answer(self, recorded: Recorded, created: str | None = None) -> ActAnswer:
        """What he is told: waits up to 2 s for the register, so that one reads one's writes."""
        self.response.headers["ETag"] = f'"{recorded.version}"'
        structlog.get_logger().info(
            "act",
            act=recorded.act,
            officer=self.officed.officer.id,
            stream=recorded.stream,
            position=recorded.position,
        )
        return ActAnswer(
            act=recorded.act,
            case_file=recorded.stream,
            version=recorded.version,
            position=recorded.position,
            repeated=recorded.repeated,
            covered=self.acting.covered(recorded.position),
            created=created,
        )


def asked_act(officed: SignedIn, response: Response) -> AskedAct:
    """The act that this request asks for. Raises what `officed` raises."""
    return AskedAct(officed, response)


Asked = Annotated[AskedAct, Depends(asked_act)]


def clear_part(part: Callable[[bytes, str, str | None], ClearPart], form: FileForm) -> ClearPart:
    """An uploaded file with its text extracted by `part`. Raises `Incomplete`."""
    if (form.text is None) == (form.data is None):
        raise Incomplete("正文写在 text 或 data，二者选一", field="content")
    if form.text is None:
        return part(bytes(form.data or b""), form.name, form.media_type)
    # Whatever encoding a page declares, here it comes as the characters themselves.
    essence = (form.media_type or "text/plain").partition(";")[0]
    return part(form.text.encode(), form.name, f"{essence}; charset=utf-8")


def unpublished(officed: Officed, response: Response, kind: type[_Draft], file: str) -> _Draft:
    """A case file with what is not public yet, for a post that reads drafts of its organ.

    Raises `NotPermitted`, `NotFound`, `PostNotHeld`.
    """
    posts = officed.require_reading("drafts.read")
    found = officed.acting.archive.load(kind, file)
    if not posts_at(posts, found.organ):
        raise PostNotHeld("这是另一个机关的案卷", rule="权限表", field="post")
    response.headers["ETag"] = f'"{found.version}"'
    return found
