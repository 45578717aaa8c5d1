"""The registrars' API: organs, officers, posts and keys, each act as one POST."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from api.json.acting import ActAnswer, Asked, AskedAct, Form
from api.session import SignedIn, posts_of
from domain.archive import Caller
from domain.directory import officer_named, organ_named
from domain.officer import Officer, require_person
from domain.organ import Guide, OrganKind
from domain.permissions import Role
from domain.registration import granted_post

router = APIRouter(prefix="/api", tags=["登记"])


class OrganForm(Form):
    """登记机关。"""

    name: str
    short_name: str = ""
    aliases: list[str] = Field(default_factory=list)
    kind: OrganKind = OrganKind.ORGAN
    code: str = ""


class GuideForm(Form):
    """公开指南（条例第十二条）。"""

    unit: str
    address: str = ""
    hours: str = ""
    telephone: str = ""
    fax: str = ""
    mail: str = ""


class OfficerForm(Form):
    """登记工作人员。"""

    sign_in: str
    name: str


class EnrolKeyForm(Form):
    """登记密钥：公钥和持有证明，十六进制。"""

    key: str
    possession: str


class KeyForm(Form):
    """哪一把密钥。"""

    key: str


class RevokeForm(KeyForm):
    """撤销密钥。"""

    cause: str


class RevocationAnswerForm(KeyForm):
    """对撤销的答复。"""

    answer: str


class GrantForm(Form):
    """授予岗位。"""

    role: Role
    organ: str | None = None
    title: str = ""


class PostForm(Form):
    """哪一个岗位。"""

    post: str


def _about(asked: AskedAct, officer: str, action: str) -> tuple[Caller, str]:
    """Who asks for an act, and the officer whom it is about."""
    return asked.caller(action), officer_named(asked.acting.archive, officer)


@router.post("/organs", summary="登记机关", status_code=201)
def enrol_organ(asked: Asked, body: OrganForm) -> ActAnswer:
    """登记机关；名称不能重复。"""
    recorded = asked.acting.registration.enrol_organ(
        asked.caller("organ.enrol"),
        name=body.name,
        short_name=body.short_name,
        aliases=tuple(body.aliases),
        kind=body.kind,
        code=body.code,
    )
    return asked.answer(recorded, recorded.stream)


@router.post("/organs/{organ}/state-guide", summary="公开指南")
def state_guide(asked: Asked, organ: str, body: GuideForm) -> ActAnswer:
    """公布或更新机关的公开指南。"""
    recorded = asked.acting.registration.state_guide(
        asked.caller("organ.state_guide"),
        organ_named(asked.acting.archive, organ),
        Guide(**body.model_dump()),
        asked.expected,
    )
    return asked.answer(recorded)


@router.post("/officers", summary="登记工作人员", status_code=201)
def enrol_officer(asked: Asked, body: OfficerForm) -> ActAnswer:
    """登记工作人员；随后用 code 给他一次性代码。系统账号的登录名不给人用。"""
    require_person(body.sign_in)
    recorded = asked.acting.registration.enrol_officer(
        asked.caller("officer.enrol"), name=body.name, sign_in=body.sign_in
    )
    return asked.answer(recorded, recorded.stream)


@router.get("/officers/{officer}", summary="岗位和密钥")
def officer(officed: SignedIn, response: Response, officer: str) -> dict[str, Any]:
    """一名工作人员的岗位和密钥；须有查看人员的岗位，或是本人。"""
    identity = officer_named(officed.acting.archive, officer)
    if identity != officed.officer.id:
        officed.require_reading("persons.read")
    found = officed.acting.archive.load(Officer, identity)
    response.headers["ETag"] = f'"{found.version}"'
    return {
        "officer": found.id,
        "version": found.version,
        "sign_in": found.sign_in,
        "name": found.name,
        "posts": posts_of(tuple(found.posts.values())),
        "keys": [{"key": key, "state": held.state} for key, held in found.keys.items()],
    }


@router.post("/officers/{officer}/code", summary="一次性代码")
def issue_code(officed: SignedIn, officer: str) -> dict[str, str]:
    """给工作人员一个制作密钥用的一次性代码，七天内有效。"""
    officed.caller("officer.enrol_key")
    found = officed.acting.archive.load(Officer, officer_named(officed.acting.archive, officer))
    return {"code": officed.acting.sessions.issue_code(found.id, found.sign_in)}


@router.post("/officers/{officer}/enrol-key", summary="登记密钥")
def enrol_key(asked: Asked, officer: str, body: EnrolKeyForm) -> ActAnswer:
    """登记密钥，等第二名登记员确认。"""
    recorded = asked.acting.registration.enrol_key(
        *_about(asked, officer, "officer.enrol_key"),
        key=body.key,
        possession=body.possession,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/officers/{officer}/confirm-key", summary="确认密钥")
def confirm_key(asked: Asked, officer: str, body: KeyForm) -> ActAnswer:
    """确认密钥（第二名登记员）。"""
    recorded = asked.acting.registration.confirm_key(
        *_about(asked, officer, "officer.confirm_key"), body.key, asked.expected
    )
    return asked.answer(recorded)


@router.post("/officers/{officer}/retire-key", summary="停用密钥")
def retire_key(asked: Asked, officer: str, body: KeyForm) -> ActAnswer:
    """停用密钥，等第二名登记员确认。"""
    recorded = asked.acting.registration.retire_key(
        *_about(asked, officer, "officer.retire_key"), body.key, asked.expected
    )
    return asked.answer(recorded)


@router.post("/officers/{officer}/confirm-retirement", summary="确认停用")
def confirm_retirement(asked: Asked, officer: str, body: KeyForm) -> ActAnswer:
    """确认停用（第二名登记员）。"""
    recorded = asked.acting.registration.confirm_retirement(
        *_about(asked, officer, "officer.confirm_retirement"), body.key, asked.expected
    )
    return asked.answer(recorded)


@router.post("/officers/{officer}/revoke-key", summary="撤销密钥")
def revoke_key(asked: Asked, officer: str, body: RevokeForm) -> ActAnswer:
    """撤销密钥，立即生效；本人可撤销自己的。"""
    identity = officer_named(asked.acting.archive, officer)
    own = identity == asked.officed.officer.id
    recorded = asked.acting.registration.revoke_key(
        asked.officed.caller_without_post() if own else asked.caller("officer.revoke_key"),
        identity,
        body.key,
        cause=body.cause,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/officers/{officer}/confirm-revocation", summary="确认撤销")
def confirm_revocation(asked: Asked, officer: str, body: KeyForm) -> ActAnswer:
    """确认撤销（第二人）。"""
    recorded = asked.acting.registration.confirm_revocation(
        *_about(asked, officer, "officer.confirm_revocation"), body.key, asked.expected
    )
    return asked.answer(recorded)


@router.post("/officers/{officer}/answer-revocation", summary="答复撤销")
def answer_revocation(asked: Asked, officer: str, body: RevocationAnswerForm) -> ActAnswer:
    """对撤销作出答复（第二人）；密钥不会恢复。"""
    recorded = asked.acting.registration.answer_revocation(
        *_about(asked, officer, "officer.answer_revocation"),
        body.key,
        answer=body.answer,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/officers/{officer}/grant-post", summary="授予岗位")
def grant_post(asked: Asked, officer: str, body: GrantForm) -> ActAnswer:
    """授予岗位，等第二名登记员确认；created 是岗位编号。"""
    archive = asked.acting.archive
    recorded = asked.acting.registration.grant_post(
        asked.caller("officer.grant_post"),
        officer_named(archive, officer),
        role=body.role,
        organ=None if body.organ is None else organ_named(archive, body.organ),
        title=body.title,
        expected=asked.expected,
    )
    return asked.answer(recorded, granted_post(recorded))


@router.post("/officers/{officer}/confirm-post", summary="确认岗位")
def confirm_post(asked: Asked, officer: str, body: PostForm) -> ActAnswer:
    """确认岗位（第二名登记员）。"""
    recorded = asked.acting.registration.confirm_post(
        *_about(asked, officer, "officer.confirm_post"), body.post, asked.expected
    )
    return asked.answer(recorded)


@router.post("/officers/{officer}/end-post", summary="终止岗位")
def end_post(asked: Asked, officer: str, body: PostForm) -> ActAnswer:
    """终止岗位，立即生效。"""
    recorded = asked.acting.registration.end_post(
        *_about(asked, officer, "officer.end_post"), body.post, asked.expected
    )
    return asked.answer(recorded)
