"""What the body and the answer of an act look like: one POST each, the same for all case files.

`POST /api/records/{id}/publish` is `gongkai record publish` is `Record.publish`. ETag is the case
file's version; If-Match refuses a stale one; Idempotency-Key makes repeating safe.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import structlog
from fastapi import Response
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, model_validator

from api.session import Officed
from domain.archive import Recorded
from domain.content import ClearPart
from domain.description import Attribute, Description, OpennessGiven
from domain.errors import Incomplete, Malformed, PostNotHeld
from domain.officer import Post
from domain.vocabulary import Openness, Phase


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


def answer(
    officed: Officed, response: Response, recorded: Recorded, created: str | None = None
) -> ActAnswer:
    """The answer to an act: waits up to 2 s for the register, so that one reads one's writes."""
    response.headers["ETag"] = f'"{recorded.version}"'
    structlog.get_logger().info(
        "act",
        act=recorded.act,
        officer=officed.officer.id,
        stream=recorded.stream,
        position=recorded.position,
    )
    return ActAnswer(
        act=recorded.act,
        case_file=recorded.stream,
        version=recorded.version,
        position=recorded.position,
        repeated=recorded.repeated,
        covered=officed.acting.covered(recorded.position),
        created=created,
    )


def clear_part(part: Callable[[bytes, str, str | None], ClearPart], form: FileForm) -> ClearPart:
    """An uploaded file with its text extracted by `part`. Raises `Incomplete`."""
    if (form.text is None) == (form.data is None):
        raise Incomplete("正文写在 text 或 data，二者选一", field="content")
    if form.text is None:
        return part(bytes(form.data or b""), form.name, form.media_type)
    # Whatever encoding a page declares, here it comes as the characters themselves.
    essence = (form.media_type or "text/plain").partition(";")[0]
    return part(form.text.encode(), form.name, f"{essence}; charset=utf-8")


def require_own_organ(posts: Sequence[Post], organ: str) -> None:
    """Raises `PostNotHeld` unless one of the posts reaches this organ's unpublished case files."""
    if all(post.organ is not None and post.organ != organ for post in posts):
        raise PostNotHeld("这是另一个机关的案卷", rule="权限表", field="post")
