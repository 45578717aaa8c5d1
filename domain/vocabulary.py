"""The closed lists of the field: openness, the five phases, channels, fields, status."""

from enum import StrEnum


class Openness(StrEnum):
    """公开属性, fixed at source by the organ that makes the information (R35).

    ON_REQUEST (依申请公开) is a third value of its own, not a kind of secrecy.
    """

    PROACTIVE = "PROACTIVE"
    ON_REQUEST = "ON_REQUEST"
    WITHHELD = "WITHHELD"

    @property
    def chinese(self) -> str:
        return {"PROACTIVE": "主动公开", "ON_REQUEST": "依申请公开", "WITHHELD": "不予公开"}[self]


class Phase(StrEnum):
    """五公开: which part of public power the information belongs to (R29)."""

    DECISION = "DECISION"
    EXECUTION = "EXECUTION"
    MANAGEMENT = "MANAGEMENT"
    SERVICE = "SERVICE"
    RESULT = "RESULT"

    @property
    def chinese(self) -> str:
        return {
            "DECISION": "决策公开",
            "EXECUTION": "执行公开",
            "MANAGEMENT": "管理公开",
            "SERVICE": "服务公开",
            "RESULT": "结果公开",
        }[self]


class Channel(StrEnum):
    """公开渠道和载体: the vocabulary of the standard catalogues (domain.md C2, R60)."""

    PORTAL = "PORTAL"
    GAZETTE = "GAZETTE"
    NEW_MEDIA = "NEW_MEDIA"
    PRESS_CONFERENCE = "PRESS_CONFERENCE"
    BROADCAST = "BROADCAST"
    PRINT = "PRINT"
    READING_POINT = "READING_POINT"
    SERVICE_CENTRE = "SERVICE_CENTRE"
    SERVICE_STATION = "SERVICE_STATION"
    ON_SITE = "ON_SITE"
    NOTICE_BOARD = "NOTICE_BOARD"
    TARGETED = "TARGETED"
    OTHER = "OTHER"

    @property
    def chinese(self) -> str:
        return {
            "PORTAL": "政府网站",
            "GAZETTE": "政府公报",
            "NEW_MEDIA": "政务新媒体",
            "PRESS_CONFERENCE": "发布会、听证会",
            "BROADCAST": "广播电视",
            "PRINT": "纸质媒体",
            "READING_POINT": "公开查阅点",
            "SERVICE_CENTRE": "政务服务中心",
            "SERVICE_STATION": "便民服务站",
            "ON_SITE": "入户、现场",
            "NOTICE_BOARD": "公示栏、电子屏",
            "TARGETED": "精准推送",
            "OTHER": "其他",
        }[self]


class Status(StrEnum):
    """Where a record stands for the public (效力)."""

    UNPUBLISHED = "UNPUBLISHED"
    IN_FORCE = "IN_FORCE"
    REPEALED = "REPEALED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def chinese(self) -> str:
        return {
            "UNPUBLISHED": "未公开",
            "IN_FORCE": "现行有效",
            "REPEALED": "已废止",
            "WITHDRAWN": "已撤回",
        }[self]


FIELDS: tuple[str, ...] = (
    "重大建设项目",
    "公共资源交易",
    "财政预决算",
    "安全生产",
    "税收管理",
    "征地补偿",
    "国有土地上房屋征收",
    "保障性住房",
    "农村危房改造",
    "生态环境",
    "公共文化服务",
    "公共法律服务",
    "扶贫",
    "救灾",
    "食品药品监管",
    "城市综合执法",
    "就业创业",
    "社会保险",
    "社会救助",
    "养老服务",
    "户籍管理",
    "涉农补贴",
    "义务教育",
    "医疗卫生",
    "市政服务",
    "城乡规划",
)
"""试点领域 (domain.md C1). Names vary a little by ministry, so a record may also carry another."""
