"""What of a query may be counted: words that say what is looked for, never about whom.

Counted queries are offered to others one day, so whatever might be personal drops the query whole:
numbers, addresses, plates, names. A name is guessed, and rather once too often: a surname followed
by what it never is followed by in anything public, or by characters that people are named with.

No list knows all names. So what was counted is told to nobody, not even written down, unless it
falls into words that all stand in something public (`tellable`).
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence

from domain.findings import find
from search.analysis import squeeze
from search.characters import HAN, fold
from search.words import LONGEST_QUERY, read

LONGEST = 30
"""Characters of a query that is counted; a longer one is a sentence that nobody else types."""

MOST_WORDS = 5
LONGEST_NUMBER = 5
"""Digits next to each other, whatever stands between them. Six are the end of a telephone number,
a postcode, a birthday."""

_PARTICLES = frozenset("的了及或")
_JOINTS = "- ./·()_~—–,，、"
_HAN_DIGITS = frozenset("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖")
_LATIN = re.compile("[a-z0-9]*[a-z][a-z0-9]*")
_HAN_RUN = re.compile(f"[{HAN}]+")
_RUN = re.compile(f"[{HAN}]+|[a-z0-9]+")
_ABOUT_SOMEBODY = re.compile(
    "身份证号|手机号|电话号码|车牌|病历|女士|先生|同志|小姐|网名|某某|[户室栋幢]主?号?[0-9]+"
)


def _words(written: str) -> list[str]:
    return written.split()


LATIN = frozenset(
    _words(
        "ppp etc wifi app ktv vr ai 3d 4g 5g gdp cpi ppi epc pos vat suv led pvc hpv cet lng cng"
        " iso pm2 pm10 co2 vocs it id ip pdf word excel usb dna icu"
    )
)
"""The Latin words that are counted. Any other may be a name in pinyin or an account."""

SINGLE = frozenset("的了与及或在年月日号届期批次级类个户元")
"""Characters that may stand alone between words that are public: after a number, or joining."""

_TRANSLITERATED = re.compile(
    "买买|买买提|麦麦提|吐尔|吐逊|托合提|阿不都|阿布都|阿卜|阿依|古丽|古力|木塔|力甫|里甫|艾山|艾尔肯|艾合"
    "|热合|热依|玉素甫|依明|伊明|努尔|帕提|帕尔|尼亚孜|买合|海力|库尔班|肉孜|亚森|卡德尔|沙吾|塔依尔"
    "|提江|别克|汗古|娜扎|孜古|次仁|次旦|卓玛|卓嘎|扎西|顿珠|达瓦|旺堆|旺姆|央金|央宗|拉姆|拉毛|多吉"
    "|多杰|平措|格桑|边巴|巴桑|索朗|索南|洛桑|罗布|仁增|仁青|白玛|德吉|米玛|尼玛|才让|才旦|丹增|强巴"
    "|曲珍|巴特|巴图|其其格|格日勒|苏日娜|那日|宝音|朝鲁|斯琴|萨仁|娜仁|乌云|高娃|吉日|哈斯|阿木|日呷"
    "|阿呷|木呷|伍呷|拉都|尔古|吉克|沙马|阿的"
)
"""Parts of Uyghur, Kazakh, Tibetan, Mongol and Yi names as they are written in Chinese."""

COMMON_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤"
)
"""Those of nine in ten people: what follows them is looked at wherever they stand."""

SURNAMES = COMMON_SURNAMES | frozenset(
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童"
    "凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪"
    "简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫"
    "寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)

COMPOUND_SURNAMES = frozenset(
    {"欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙"}
    | {"宇文", "司徒", "夏侯", "轩辕", "端木", "百里", "南宫", "呼延", "独孤", "申屠", "赫连"}
    | {"澹台", "闻人", "钟离", "淳于", "单于", "太史", "公羊", "完颜", "耶律", "拓跋"}
)

EVERYDAY = frozenset(
    _words(
        """
        高铁 高考 高中 高速 高温 高校 高层 高压 高价 高龄 高新 高标 高等 高级 高效 马路 马上
        马桶 龙舟 龙头 金融 金额 金属 方案 方式 方便 方法 方向 方面 万元 万人 江河 江边 江水
        石油 石材 石料 余额 余款 余热 白酒 白蚁 夏季 夏令 秋季 黄金 黄河 黄标 毛巾 毛坯 史料
        史志 武器 武装 钱款 严重 严格 严禁 程序 程度 许可 许多 陆地 陆路 何时 何地 何种 林地
        林业 林木 林场 林权 田地 田间 田园 曾经 任务 任何 任职 任免 任命 董事 范围 万能 常年
        周边 周期 周末 周围 周年 杜绝 陶瓷 付款 付费 顾客 段落 贺电 张贴 于今 于是 宋体 唐代
        韩语 石灰 陈列 陈述 陈旧 梁柱 肖像 苏打 钟点 熊猫 文明 文化 文件 文物 和平 和谐 安宁 安康
        安全 安置 成立 成果 成本 时间 时限 农村 农民 农业 农田 管理 管道 单位 项目 车辆 车位 路灯
        费用 房屋 房产 商业 关于 关系 连接 包装 华侨 景区 景观 谷物 桂花 鲁班 柳树
        """
    )
)
"""Words that begin like a name and are none; they need not stand in anything public."""

GIVEN = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅玲斌波辉鹏飞宇浩轩然子涵梓欣怡佳"
    "嘉琪瑶诗雨婷雪琳倩颖慧莉萍燕云莲春夏秋冬香凤珍珠琴芬芝淑娥翠爱月巧素美凡晨阳旭东南海江河"
    "山川峰林森木树松柏建国庆民生福贵荣华富康宁安志文武斌成功德义仁礼智信忠孝良善诚正直立新启航"
    "锋锐俊豪杰博学思远毅恒坚刚健龙虎彪翔鸿雁晓晖昊天宏彬凯旋胜利兵卫振兴世昌盛家国栋梁柱金银"
    "铜铁钢鑫宝贝丹青蓝紫彤瑞祥吉祯祺媛嫣妍姗娇婉婵菲蕾薇茜萱蓉荷菊竹静雅韵可心意乐悦欢喜"
)

Known = Callable[[str], bool]
"""Whether these characters, folded, stand together in something public."""


def countable(query: str, known: Known) -> str | None:
    """`query` as it is counted: folded words with one blank between; None when it is not."""
    if len(query) > LONGEST_QUERY or find(query):
        return None
    typed = read(query)
    if not typed.words or any(word.excluded or word.field for word in typed.words):
        return None
    words = [word for word in (squeeze(one.text) for one in typed.words) if word]
    text = " ".join(words)
    if not 2 <= len(text) <= LONGEST or len(words) > MOST_WORDS or _HAN_RUN.search(text) is None:
        return None
    whole = fold(query)
    if "@" in whole or "://" in whole or _ABOUT_SOMEBODY.search(whole):
        return None
    if longest_number(whole) > LONGEST_NUMBER or longest_number(text) > LONGEST_NUMBER:
        return None
    if not LATIN.issuperset(_LATIN.findall(text)) or _names_somebody(words, known):
        return None
    return text


def tellable(text: str, known: Known) -> bool:
    """Whether what `countable` gave may be written down, listed and offered to others.

    Every run of it, taken apart, must consist of words of two characters or more that `known` says
    stand in something public; beside them only numbers, `LATIN` and a `SINGLE` character.
    """
    return all(
        _consists_of_public(run, known) if _HAN_RUN.match(run) else _is_plain(run)
        for run in _RUN.findall(text)
    )


def _is_plain(run: str) -> bool:
    return run in LATIN or run.isdigit()


def _consists_of_public(run: str, known: Known) -> bool:
    # What is public has only parts that are: the farthest end of a known stretch never moves back.
    reached = [True] + [False] * len(run)
    end = 0
    for start in range(len(run)):
        if not reached[start]:
            continue
        end = max(end, start + 1)
        while end < len(run) and known(run[start : end + 1]):
            end += 1
        for place in range(start + 2, end + 1):
            reached[place] = True
        if run[start] in SINGLE:
            reached[start + 1] = True
    return reached[-1]


def longest_number(text: str) -> int:
    """The most digits, in any script, that follow each other; what joins parts is no end."""
    longest = count = 0
    for character in text:
        if unicodedata.category(character)[0] == "N" or character in _HAN_DIGITS:
            count += 1
            longest = max(longest, count)
        elif character not in _JOINTS:
            count = 0
    return longest


def _names_somebody(words: Sequence[str], known: Known) -> bool:
    """Whether a name may stand in words, also one with a blank inside."""
    together = "".join(words)
    if _TRANSLITERATED.search(together):
        return True
    places = [0]
    for word in words:
        places.append(places[-1] + len(word))
    ends = set(places[1:-1])
    return any(
        _is_name(found[0], start, {end - found.start() for end in ends}, known)
        for found in _HAN_RUN.finditer(together)
        for start in range(len(found[0]))
    )


def _is_name(run: str, start: int, ends: Collection[int], known: Known) -> bool:
    """Whether a name may begin at `start` of a run of Han characters, in which words end at
    `ends`."""
    for length in (1, 2):
        surname, given = run[start : start + length], run[start + length :]
        if not given or surname not in (SURNAMES if length == 1 else COMPOUND_SURNAMES):
            continue
        if given[0] == "某":
            return True
        pair = surname[-1] + given[0]
        unknown = given[0] not in _PARTICLES and pair not in EVERYDAY and not known(pair)
        if start + length in ends:
            # Two words beside each other need not stand so in anything public; one that is but a
            # surname is of a name, whatever follows.
            following = min(
                (end - start - length for end in ends if end > start + length), default=2
            )
            named = given[:following]
            if start == 0 or start in ends or (unknown and given[0] in GIVEN):
                return True
            if len(named) <= 2 and GIVEN.issuperset(named):
                return True
            continue
        if unknown:
            return True
        if pair in EVERYDAY and start > 0:
            continue
        # As long as a name: one that is public too is still a name.
        if len(given) <= 2 and GIVEN.issuperset(given):
            return True
        named = given[:2]
        if len(named) == 2 and GIVEN.issuperset(named) and not known(surname + named):
            return True
    return False
