"""Who asks in the demonstration county: people and bodies that never were.

Identity numbers begin with 990126, a region assigned to no place; credit codes with the same region
and the letters QH. Check characters are right, so that nothing the desk checks is left out.
Telephone numbers begin with 0000 or 13900000, mail addresses end in `.example`.
"""

from dataclasses import replace

from domain.findings import is_credit_code, is_id_number
from domain.law.profile import ApplicantCategory
from domain.requests.applicant import IdentityKind
from domain.requests.given import GivenApplicant

_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_NAMES = (
    "张惠兰 李春耕 王立秋 赵明溪 钱永顺 孙佳禾 周德全 吴晓棠 郑海生 冯巧珍 陈守义 褚云帆 "
    "卫东篱 蒋文竹 沈长河 韩雪梅 杨启明 朱子墨 秦志刚 尤玉琴 许青山 何秀英 吕建民 施安然 "
    "孔令辰 曹桂花 严宽 华小满 金海燕 魏国梁 陶春晓 姜大川 戚晚霞 谢树声 邹平安 喻新雨 "
    "柏青松 水清妍 窦长安 章若谷 云舒 苏木兰 潘江河 葛秋实 奚望 范思齐 彭立新 郎玉成"
)

_STREETS = (
    "城关街道文昌路12号院3号楼",
    "城关街道南门街45号",
    "城关街道育才路8号院",
    "柳林镇振兴路31号",
    "柳林镇杨庄村二组",
    "柳林镇石桥村五组",
    "城关街道东关社区6号楼",
    "城关街道建设街77号",
)


def _number(place: int) -> str:
    """An identity number of nobody, with the check character of GB 11643."""
    year, month, day = 1951 + place * 7 % 52, 1 + place * 5 % 12, 1 + place * 11 % 28
    body = f"990126{year}{month:02}{day:02}{(101 + place * 13) % 1000:03}"
    return next(body + check for check in "0123456789X" if is_id_number(body + check))


def _code(place: int, kind: str) -> str:
    """A credit code of no body, with the check character of GB 32100."""
    body = f"{kind}990126QH{70000 + place * 37:05}00"
    return next(body + check for check in _CREDIT_CHARACTERS if is_credit_code(body + check))


def _person(place: int, name: str) -> GivenApplicant:
    return GivenApplicant(
        ApplicantCategory.NATURAL_PERSON,
        IdentityKind.ID_CARD,
        name,
        _number(place),
        telephone=f"13900000{100 + place}",
        mail=f"u{100 + place}@mail.example" if place % 3 == 0 else "",
        address=f"清河县{_STREETS[place % len(_STREETS)]}",
    )


def _body(
    place: int, category: ApplicantCategory, name: str, contact: str, kind: str = "91"
) -> GivenApplicant:
    return GivenApplicant(
        category,
        IdentityKind.CREDIT_CODE,
        name,
        _code(place, kind),
        telephone=f"0000-72{30000 + place * 11}",
        mail=f"office{place}@mail.example",
        address=f"清河县{_STREETS[place % len(_STREETS)]}",
        contact=contact,
    )


PEOPLE: tuple[GivenApplicant, ...] = tuple(
    _person(place, name) for place, name in enumerate(_NAMES.split())
)
"""Natural persons, by place."""

BODIES: tuple[GivenApplicant, ...] = (
    _body(1, ApplicantCategory.BUSINESS, "清河县远帆建筑工程有限公司", "卢经理"),
    _body(2, ApplicantCategory.BUSINESS, "清河县禾丰粮油贸易有限公司", "邓经理"),
    _body(3, ApplicantCategory.BUSINESS, "清河县晴川物业服务有限公司", "毛经理"),
    _body(4, ApplicantCategory.RESEARCH, "清河乡村治理研究院", "任研究员", "52"),
    _body(5, ApplicantCategory.RESEARCH, "清河理工学院城乡规划研究所", "闻老师", "12"),
    _body(6, ApplicantCategory.PUBLIC_WELFARE, "清河县绿水环境保护协会", "安秘书长", "51"),
    _body(7, ApplicantCategory.PUBLIC_WELFARE, "清河县扶弱助残服务中心", "乐主任", "52"),
    _body(8, ApplicantCategory.LEGAL_SERVICE, "清河衡平律师事务所", "石律师", "31"),
    _body(9, ApplicantCategory.LEGAL_SERVICE, "清河明理法律服务所", "熊律师", "31"),
    _body(10, ApplicantCategory.OTHER_ORGANISATION, "清河县柳岸小区业主委员会", "计主任", "51"),
    _body(11, ApplicantCategory.OTHER_ORGANISATION, "清河县石桥村股份经济合作社", "祁理事长", "N2"),
)
"""Organisations of all five kinds."""

FOREIGNER = GivenApplicant(
    ApplicantCategory.NATURAL_PERSON,
    IdentityKind.PASSPORT,
    "安娜·莫罗",
    "QH0012607",
    mail="anna@mail.example",
    address="清河县城关街道迎宾大道9号",
)

UNREACHABLE = replace(PEOPLE[40], telephone="", mail="")
"""He gave nothing but an address that no longer holds."""
