"""Records that wait on somebody's docket: in every state between a draft and a publication."""

from collections.abc import Callable

from domain.review import Answer
from domain.review import Step as Rung
from ops.demo.courses import Course, amending, unfinished
from ops.demo.diary import Diary
from ops.demo.texts.script import Script

_UNSURE = Answer.UNDETERMINED
_INTERNAL, _AUTHORITY = Rung.INTERNAL, Rung.AUTHORITY
_BUSINESS, _COMPETENT = Rung.BUSINESS, Rung.COMPETENT
IS_FIT = "本件不涉密，但公开后果难以判断，请研究是否适宜公开、哪些内容应当遮盖。"


def _open(diary: Diary, script: Script) -> None:
    diary.open_review()


def _clear(diary: Diary, script: Script) -> None:
    diary.clear()


def _approve(diary: Diary, script: Script) -> None:
    diary.approve()


def _revise(paragraph: str, note: str) -> Callable[[Diary, Script], None]:
    return lambda diary, script: diary.revise(script.with_too_much(paragraph), note)


def _refer(stage: Rung, question: str) -> Callable[[Diary, Script], None]:
    return lambda diary, script: diary.refer(stage, question)


def _determine(answer: Answer) -> Callable[[Diary, Script], None]:
    return lambda diary, script: diary.determine(answer)


def _give_back(reason: str) -> Callable[[Diary, Script], None]:
    return lambda diary, script: diary.give_back(reason)


def _send_back(reason: str) -> Callable[[Diary, Script], None]:
    return lambda diary, script: diary.send_back(reason)


_INTAKE = "取水口位置和管线走向是否属于国家秘密，请审定。"
_BRIDGE = "附图标有大桥与堤防的控制点坐标，是否涉密本单位不能确定，请审定。"
_PIPES = "更新改造范围附有燃气调压设施位置，是否涉密请审定。"
_PARKING = "开放名单含部分机关单位停车场出入口信息，是否涉密请审定。"
_AID = "个别乡镇救助人数较少，结合类型可能推断到人，分乡镇数据是否适宜公开。"


def _waiting(acts: tuple[Callable[[Diary, Script], None], ...]) -> Course:
    return lambda diary, script: unfinished(diary, script, *acts)


_UNFINISHED: dict[str, tuple[int, tuple[Callable[[Diary, Script], None], ...]]] = {
    "mun-road-12": (3, ()),
    "hou-works-7": (
        6,
        (_revise("补充说明：以上数据为截至拟稿日的快报数。", "投资完成额按快报口径补充说明。"),),
    ),
    "mun-outage-7": (5, (_open,)),
    "mun-approved-4": (9, (_open, _refer(_INTERNAL, _INTAKE))),
    "lan-pre-3": (
        21,
        (_open, _refer(_INTERNAL, _BRIDGE), _determine(_UNSURE), _refer(_AUTHORITY, _BRIDGE)),
    ),
    "mun-approved-3": (16, (_open, _refer(_INTERNAL, _PIPES), _determine(_UNSURE))),
    "sen-nursing": (12, (_open, _refer(_BUSINESS, IS_FIT))),
    "wel-winter-2": (
        18,
        (_open, _refer(_BUSINESS, _AID), _determine(_UNSURE), _refer(_COMPETENT, _AID)),
    ),
    "mun-service-5": (14, (_open, _refer(_INTERNAL, _PARKING), _determine(Answer.NOT_SECRET))),
    "rur-accepted-7": (11, (_open, _clear)),
    "gra-jobs": (8, (_open, _clear)),
    "hou-lottery-9": (13, (_open, _clear, _approve)),
    "fin-execution-3": (10, (_open, _clear, _approve)),
    "rur-list-8": (9, (_open, _give_back("公示起止日期与拟张贴日期不符，核对后重新送审。"))),
    "hou-call-4": (14, (_open, _clear, _send_back("受理点一览表未附，补齐后再报。"))),
    "mun-permit-4": (
        15,
        (
            _open,
            _clear,
            _revise("被许可人应当在经营场所显著位置悬挂许可证正本。", "补写许可证悬挂要求。"),
        ),
    ),
}
"""Record -> days since it was drafted, and the acts it has come to."""

_AMENDING: dict[str, Course] = {
    "mun-plan-2": amending,
    "rur-guide-check": lambda diary, script: amending(diary, script, _open),
    "hou-plan-3": lambda diary, script: amending(diary, script, _open, _clear, _approve),
}

DRAFTED: dict[str, int] = {key: days for key, (days, _) in _UNFINISHED.items()}
"""Records drafted lately: days since, instead of what their papers say."""

WAITING: dict[str, Course] = {
    **{key: _waiting(acts) for key, (_, acts) in _UNFINISHED.items()},
    **_AMENDING,
}
"""Record -> its course so far."""
