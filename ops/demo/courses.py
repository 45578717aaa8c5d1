"""The courses a record may take: amended, referred, refused, withdrawn, left unfinished."""

from collections.abc import Callable

from domain.review import Answer, Ladder
from domain.review import Step as Rung
from domain.vocabulary import Openness
from ops.demo.diary import Diary
from ops.demo.texts.script import Script

Course = Callable[[Diary, Script], str]
"""Writes the diary of a record and returns the text of its first draft."""

_LEAST = 300
"""Fewest characters of a draft, so that even an unfinished one can be read."""


def plain(diary: Diary, script: Script, wait: int = 0) -> str:
    """Drafted, reviewed, signed, published; now and then revised first or posted again later."""
    text = script.text()
    if diary.chance(14) and len(script.unfinished()) >= _LEAST:
        text = script.unfinished()
        diary.revise(script.text())
    diary.pass_through(wait)
    if diary.chance(9):
        diary.post(diary.day * 4 // 5)
    return text


def scanned(diary: Diary, script: Script) -> str:
    """Published as typed from a scan, blemishes and all."""
    diary.pass_through()
    return script.blemished()


def amended(diary: Diary, script: Script, editions: int) -> str:
    """Published, then amended; every edition is reviewed and signed anew."""
    diary.pass_through()
    published = diary.day
    for edition in range(1, editions):
        diary.amend(
            published * (editions - edition) // editions,
            script.text(edition),
            diary.choose(_AMENDED_BECAUSE.get(script.paper().kind, _AMENDED_ANYHOW)),
        )
        diary.pass_through()
    return script.text()


_AMENDED_BECAUSE = {
    "normative": (
        "经实施后评估，调整有关标准和办理时限，其余条款不变。",
        "上级规定修改，有关条款相应修改，经县政府常务会议审议通过。",
        "群众反映原标准偏低、时限偏长，研究后修改有关条款。",
    ),
    "service_guide": (
        "办理时限压缩、收费调整，更新办事指南。",
        "按照减材料、压时限要求修改，其他要素不变。",
    ),
    "catalogue": (
        "目录动态调整：缩短部分事项公开时限，更正不一致之处。",
        "对照上级评估反馈，修改公开时限和公开范围。",
    ),
}
_AMENDED_ANYHOW = (
    "情况变化，对部分任务和时限作相应调整。",
    "执行中发现个别表述不够明确，予以修改完善。",
)

AMENDED: dict[str, int] = {
    "exp-measures": 3,
    "exp-allowance-rules": 3,
    "hou-rental-measures": 3,
    "mun-digging-rules": 3,
    "mun-heating-rules": 3,
    "rur-rules": 3,
    **dict.fromkeys(
        (
            "exp-appraisal-rules",
            "exp-catalogue",
            "exp-guideline",
            "exp-guide-agreement",
            "hou-subsidy-rules",
            "hou-recognised-rules",
            "hou-plan-2",
            "hou-rent-decision",
            "hou-guide-rental",
            "hou-guide-subsidy",
            "hou-guide-exit",
            "hou-catalogue",
            "rur-catalogue",
            "rur-standard",
            "rur-plan-1",
            "rur-guide-apply",
            "mun-waste-rules",
            "mun-guide-facility",
            "mun-guide-gas",
            "mun-guide-heat",
            "mun-guide-water",
            "mun-guide-tree",
            "mun-plan-1",
            "mun-catalogue",
            "off-points-2",
            "off-secrecy-rules",
            "off-participation-rules",
            "off-guide",
            "off-decisions",
            "fin-rules",
            "lan-rules",
            "lan-supply",
            "wel-old-rules",
            "wel-guide-dibao",
        ),
        2,
    ),
}
"""Record -> how many editions it comes to."""


def repealed(
    diary: Diary,
    script: Script,
    days_ago: int,
    reason: str,
    replaced_by: str | None = None,
    basis: str = "",
) -> str:
    """Published and later no longer in force; `basis` empty means the usual one of the kind."""
    diary.pass_through()
    usual = RULES_CLEARED if script.paper().kind == "normative" else _KEPT_RIGHT
    diary.repeal(days_ago, reason, basis or usual, replaced_by)
    return script.text()


RULES_CLEARED = (
    "《国务院办公厅关于加强行政规范性文件制定和监督管理工作的通知》（国办发〔2018〕37号）"
)
_KEPT_RIGHT = "《中华人民共和国政府信息公开条例》第六条第一款（及时、准确地公开）"


def withdrawn(
    diary: Diary, script: Script, days_ago: int, reason: str, basis: str, withhold: bool = False
) -> str:
    """Published by mistake, or only for a time."""
    diary.pass_through()
    diary.withdraw(days_ago, reason, basis, withhold)
    return script.text()


PRIVACY = "《中华人民共和国政府信息公开条例》第十五条"


def returned(diary: Diary, script: Script, surplus: str, why: str) -> str:
    """The reviewer gives the draft back: it holds a paragraph that must not be public."""
    diary.open_review()
    diary.give_back(why)
    diary.revise(script.text(), "按审查意见删去不宜公开的内容。")
    diary.pass_through()
    return script.with_too_much(surplus)


def sent_back(diary: Diary, script: Script, why: str) -> str:
    """The head returns a cleared draft; changed, it is reviewed anew."""
    diary.open_review()
    diary.clear()
    diary.send_back(why)
    diary.revise(script.text(), "按签发人意见补充完善。")
    diary.pass_through()
    return script.unfinished()


def refused(diary: Diary, script: Script, ground: str, why: str) -> str:
    """The reviewer refuses outright."""
    diary.open_review()
    diary.refuse(ground, why)
    return script.text()


def withheld(diary: Diary, script: Script, ground: str, why: str) -> str:
    """Withheld from the start: the review agrees, the head signs, nothing is published."""
    diary.open_review()
    diary.refuse(ground, why)
    diary.approve()
    return script.text()


def on_request(diary: Diary, script: Script) -> str:
    """Open on request only: reviewed and signed, on no channel."""
    diary.open_review()
    diary.clear("属依申请公开信息，可按申请提供，提供前遮盖与申请人无关的内容。")
    diary.approve()
    return script.text()


def climbed(
    diary: Diary,
    script: Script,
    rungs: tuple[tuple[Rung, Answer], ...],
    question: str,
    end: tuple[str, str] | None,
    withhold: bool = False,
    fitness: str = "",
    business: str = "",
) -> str:
    """Referred up one ladder or both; `end` is ground and reason of a refusal, None a clearance.

    `fitness` is the question of the second ladder where it differs, `business` the department
    asked first there.
    """
    diary.open_review()
    for stage, answer in rungs:
        second = stage.ladder is Ladder.FITNESS
        body = business if stage is Rung.BUSINESS else ""
        diary.refer(stage, (fitness if second else "") or question, body)
        diary.determine(answer)
    if end is None:
        diary.clear("已按程序报请确定，结论为可以公开，同意按报审稿公开。")
        diary.approve()
        diary.publish()
        return script.text()
    diary.refuse(*end)
    if withhold:
        diary.reclassify(Openness.WITHHELD, "保密审查结论为不得公开，据此改定公开属性。", end[0])
        diary.approve()
    return script.text()


def opened_later(diary: Diary, script: Script) -> str:
    """On request at first; on re-examination proactive, so reviewed and signed anew (art 18)."""
    on_request(diary, script)
    diary.at(diary.day // 3)
    diary.reclassify(
        Openness.PROACTIVE, "多人申请同一信息，经评估审查可以主动公开（条例第十八条、第四十四条）。"
    )
    diary.pass_through()
    return script.text()


def loosened(diary: Diary, script: Script) -> str:
    """Withheld at first; when the decision it prepared was made, open on request (art 18)."""
    withheld(diary, script, "D6", "尚处于研究阶段，属过程性信息，同意不予公开。")
    diary.at(diary.day // 2)
    diary.reclassify(
        Openness.ON_REQUEST, "标准修订已经完成，过程性理由不再存在，仅与特定群体有关。"
    )
    diary.open_review()
    diary.clear("已不属过程性信息，可按申请提供。")
    diary.approve()
    return script.text()


def unfinished(diary: Diary, script: Script, *acts: Callable[[Diary, Script], None]) -> str:
    """Work that waits on somebody's docket: these acts and no more."""
    for act in acts:
        act(diary, script)
    return script.text()


def amending(diary: Diary, script: Script, *acts: Callable[[Diary, Script], None]) -> str:
    """Published, an amendment begun some days ago and not yet through."""
    diary.pass_through()
    diary.amend(9, script.text(1), "情况变化，拟作修改。")
    for act in acts:
        act(diary, script)
    return script.text()
