"""The fictional county 清河县: its organs with their disclosure guides, its posts, its officers.

Nothing here exists: the region code 990126 is assigned to no place, telephone numbers begin with
0000, mail addresses end in `.example`.
"""

from dataclasses import dataclass

from domain.organ import OrganKind

COUNTY = "清河县"
ORIGIN = "qinghe.gov.example/gongkai"
"""Origin of the demonstration archive's log: scheme-less, without a year, for ever."""

NOTICE = "示范数据"
"""What every page of the demonstration archive says about itself."""

FOUNDED_DAYS_AGO = 1100
"""Days before the day of filling on which the archive was founded and its posts were granted."""


@dataclass(frozen=True)
class GuideStory:
    """政府信息公开指南: where and how an organ can be reached (条例 art 12)."""

    unit: str
    address: str
    hours: str
    telephone: str
    fax: str
    mail: str


@dataclass(frozen=True)
class OrganStory:
    """An organ of the county. `mark` begins its document numbers (机关代字).

    Organs that are `active` hold posts; the others have not joined yet: only their history was
    migrated.
    """

    key: str
    name: str
    short_name: str
    kind: OrganKind
    code: str
    mark: str
    aliases: tuple[str, ...]
    guide: GuideStory
    active: bool = True


@dataclass(frozen=True)
class OfficerStory:
    """A person who acts; `sign_in` is the name he signs in with."""

    key: str
    sign_in: str
    name: str


@dataclass(frozen=True)
class PostStory:
    """A post held by an officer in a role; `organ` is None for roles of the whole archive."""

    key: str
    officer: str
    organ: str | None
    role: str
    title: str


WEEKDAYS = "周一至周五 8:30—12:00、14:30—17:30（法定节假日除外）"


def _guide(unit: str, address: str, number: int, mail: str, hours: str = WEEKDAYS) -> GuideStory:
    return GuideStory(
        unit=unit,
        address=f"清河县{address}",
        hours=hours,
        telephone=f"0000-{number}",
        fax=f"0000-{number + 1}",
        mail=f"{mail}@qinghe.gov.example",
    )


ORGANS: tuple[OrganStory, ...] = (
    OrganStory(
        "gov",
        "清河县人民政府",
        "县政府",
        OrganKind.ORGAN,
        "11990126QH0100001A",
        "清政",
        ("清河县政府", "县人民政府"),
        _guide("县政府办公室政务公开科", "府前街1号", 7210100, "xzf"),
    ),
    OrganStory(
        "office",
        "清河县人民政府办公室",
        "县政府办",
        OrganKind.ORGAN,
        "11990126QH0100028B",
        "清政办",
        ("清河县政府办公室", "县政府办公室", "县府办"),
        _guide("政务公开科", "府前街1号综合楼203室", 7210110, "zfb"),
    ),
    OrganStory(
        "housing",
        "清河县住房和城乡建设局",
        "县住建局",
        OrganKind.ORGAN,
        "11990126QH0100345C",
        "清建",
        ("清河县住建局", "县住房和城乡建设局", "县建设局"),
        _guide("局办公室", "建设街56号", 7215600, "zjj"),
    ),
    OrganStory(
        "land",
        "清河县自然资源局",
        "县自然资源局",
        OrganKind.ORGAN,
        "11990126QH0100361D",
        "清自然资",
        ("清河自然资源局", "县国土局", "县国土资源局"),
        _guide("局政策法规股", "建设街60号", 7216000, "zrzyj"),
    ),
    OrganStory(
        "civil",
        "清河县民政局",
        "县民政局",
        OrganKind.ORGAN,
        "11990126QH0100206E",
        "清民",
        ("清河民政局",),
        _guide("局办公室", "文昌路18号", 7218800, "mzj"),
    ),
    OrganStory(
        "finance",
        "清河县财政局",
        "县财政局",
        OrganKind.ORGAN,
        "11990126QH0100222F",
        "清财",
        ("清河财政局",),
        _guide("局办公室（信息公开岗）", "府前街7号", 7213700, "czj"),
    ),
    OrganStory(
        "city",
        "清河县城市管理局",
        "县城管局",
        OrganKind.ORGAN,
        "11990126QH0100409G",
        "清城管",
        ("清河县城管局", "县城市管理局", "县综合执法局"),
        _guide("局综合股", "工农路33号", 7213300, "cgj"),
    ),
    OrganStory(
        "chengguan",
        "清河县人民政府城关街道办事处",
        "城关街道",
        OrganKind.BRANCH,
        "11990126QH0100513H",
        "清城街",
        ("城关街道办事处", "城关街道办", "清河县城关街道办事处"),
        _guide("街道党政办（政务公开办）", "南门街102号", 7211020, "cgjd"),
    ),
    OrganStory(
        "liulin",
        "清河县柳林镇人民政府",
        "柳林镇",
        OrganKind.ORGAN,
        "11990126QH0100530J",
        "清柳政",
        ("柳林镇政府", "柳林镇人民政府"),
        _guide("镇党政办公室（政务公开办）", "柳林镇振兴路9号", 7290900, "liulin"),
    ),
    OrganStory(
        "education",
        "清河县教育和体育局",
        "县教体局",
        OrganKind.ORGAN,
        "11990126QH0100257K",
        "清教体",
        ("清河县教育局", "县教育和体育局", "县教育局"),
        _guide("局办公室", "育才路21号", 7212100, "jtj"),
        active=False,
    ),
    OrganStory(
        "health",
        "清河县卫生健康委员会",
        "县卫健委",
        OrganKind.ORGAN,
        "11990126QH0100281L",
        "清卫健",
        ("清河县卫健委", "县卫生健康委员会", "县卫计委"),
        _guide("委办公室", "文昌路40号", 7214000, "wjw"),
        active=False,
    ),
    OrganStory(
        "labour",
        "清河县人力资源和社会保障局",
        "县人社局",
        OrganKind.ORGAN,
        "11990126QH0100302M",
        "清人社",
        ("清河县人社局", "县人力资源和社会保障局"),
        _guide("局办公室", "朝阳街15号", 7211500, "rsj"),
        active=False,
    ),
    OrganStory(
        "emergency",
        "清河县应急管理局",
        "县应急局",
        OrganKind.ORGAN,
        "11990126QH0100425N",
        "清应急",
        ("清河县应急局", "县应急管理局", "县安监局"),
        _guide("局办公室", "工农路8号", 7210800, "yjj"),
        active=False,
    ),
    OrganStory(
        "exchange",
        "清河县公共资源交易中心",
        "县交易中心",
        OrganKind.AUTHORISED,
        "12990126QH0100601P",
        "清交易",
        ("清河县交易中心", "县公共资源交易中心"),
        _guide("综合科", "迎宾大道66号政务服务中心三楼", 7216600, "jyzx"),
        active=False,
    ),
)

OFFICERS: tuple[OfficerStory, ...] = (
    OfficerStory("feng", "fengqiwen", "冯启文"),
    OfficerStory("shao", "shaojingyi", "邵静宜"),
    OfficerStory("mo", "moxiangchen", "莫向晨"),
    OfficerStory("pei", "peizhengan", "裴正安"),
    OfficerStory("lian", "lianshuhui", "连书慧"),
    OfficerStory("wen", "wenkaiyue", "温凯悦"),
    OfficerStory("tong", "tongyian", "佟以安"),
    OfficerStory("gao", "gaobingyan", "高秉言"),
    OfficerStory("xiang", "xiangwenpu", "项文圃"),
    OfficerStory("he", "heruonan", "何若楠"),
    OfficerStory("yan", "yanchangqing", "阎长清"),
    OfficerStory("qiao", "qiaomingda", "乔明达"),
    OfficerStory("jian", "jianxinyue", "简欣悦"),
    OfficerStory("shu", "shutiancheng", "舒天成"),
    OfficerStory("ling", "lingzhaohui", "凌照晖"),
    OfficerStory("bu", "bushunian", "卜书年"),
    OfficerStory("nie", "niehongtao", "聂泓涛"),
    OfficerStory("kang", "kangyiqiu", "康忆秋"),
    OfficerStory("dou", "doulixin", "窦立新"),
    OfficerStory("ji", "jiyuncong", "纪云聪"),
    OfficerStory("miao", "miaoweimin", "苗维民"),
    OfficerStory("gu", "guxiaotang", "顾晓棠"),
    OfficerStory("luo", "luoshouzhi", "骆守之"),
    OfficerStory("tan", "tanqiaoyun", "谭巧云"),
    OfficerStory("sang", "sangjinfeng", "桑锦峰"),
    OfficerStory("an", "anbailin", "安柏林"),
    OfficerStory("rong", "rongzhixia", "容知夏"),
    OfficerStory("chu", "chuwanqing", "褚晚晴"),
    OfficerStory("bai", "baijinghe", "柏景和"),
    OfficerStory("zang", "zangyunqi", "臧允齐"),
    OfficerStory("mei", "meiruolan", "梅若岚"),
    OfficerStory("shang", "shangkezhen", "尚克贞"),
    OfficerStory("min", "minsiyuan", "闵思源"),
    OfficerStory("cen", "cenyuewei", "岑月薇"),
    OfficerStory("fu", "fuchengze", "傅承泽"),
)

_TITLES = {
    "drafter": "经办人",
    "reviewer": "保密审查员",
    "approver": "签发人",
    "publisher": "信息发布员",
    "clerk": "依申请公开受理员",
}


def _posts() -> tuple[PostStory, ...]:
    """The posts of the archive itself, then each active organ's drafter, reviewer, approver, clerk.

    Neighbouring organs share a seconded reviewer (派驻保密审查员), as small counties do.
    """
    archive = (
        PostStory("registrar-1", "feng", None, "registrar", "密钥登记员（县政府办政务公开科）"),
        PostStory("registrar-2", "shao", None, "registrar", "密钥登记员（县档案馆）"),
        PostStory("registrar-3", "mo", None, "registrar", "密钥登记员（县数据局）"),
        PostStory("supervisor", "pei", None, "supervisor", "政府信息公开监督员"),
        PostStory("migrator", "lian", None, "migrator", "历史信息迁移员"),
    )
    staff: tuple[tuple[str, str, str, str, str, str], ...] = (
        ("gov", "wen", "tong", "gao", "副县长", "rong"),
        ("office", "wen", "tong", "xiang", "办公室主任", "chu"),
        ("housing", "he", "yan", "qiao", "分管副局长", "bai"),
        ("land", "shu", "yan", "ling", "主要负责人", "zang"),
        ("civil", "bu", "nie", "kang", "分管副局长", "mei"),
        ("finance", "dou", "nie", "ji", "分管副局长", "shang"),
        ("city", "miao", "yan", "gu", "主要负责人", "min"),
        ("chengguan", "luo", "sang", "tan", "街道办事处主任", "cen"),
        ("liulin", "an", "sang", "jian", "镇长", "fu"),
    )
    posts = list(archive)
    for organ, drafter, reviewer, approver, rank, clerk in staff:
        posts += [
            PostStory(f"{organ}-drafter", drafter, organ, "drafter", _TITLES["drafter"]),
            PostStory(f"{organ}-reviewer", reviewer, organ, "reviewer", _TITLES["reviewer"]),
            PostStory(
                f"{organ}-approver", approver, organ, "approver", f"{_TITLES['approver']}（{rank}）"
            ),
            PostStory(f"{organ}-clerk", clerk, organ, "clerk", _TITLES["clerk"]),
        ]
    posts.append(PostStory("office-publisher", "feng", "office", "publisher", _TITLES["publisher"]))
    return tuple(posts)


POSTS: tuple[PostStory, ...] = _posts()
"""An organ without a publisher of its own has its approver publish, as the rules allow."""


def organ_of(key: str) -> OrganStory:
    """The organ with this key. Raises `KeyError` when the county has none."""
    return _ORGANS[key]


_ORGANS = {organ.key: organ for organ in ORGANS}
