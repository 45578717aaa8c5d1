"""History before the archive: papers taken over from the organs' earlier sites."""

from collections.abc import Iterator

from ops.demo.texts.pen import Commission, Paper, Pen, about
from ops.demo.texts.relic import Relic
from ops.demo.texts.relics_school import SCHOOL_AND_HEALTH
from ops.demo.texts.relics_state import STATE
from ops.demo.texts.relics_work import WORK_AND_SAFETY

_EXTRA = {
    "education": (
        "各学校要在校门口公示栏和班级家长群同步公布本事项，接受家长监督；对咨询做到首问负责，不得以“按文件办”敷衍。",
        "县教体局设立政策咨询台，工作日中午不休息；对外来务工家庭、残疾儿童家庭安排专人一对一说明，帮助填写表格。",
        "本事项执行情况列入学校年度考核，督学责任区每月到校一次，发现走样的当场指出、限期纠正并通报。",
    ),
    "health": (
        "各单位应当将本事项张贴于门诊大厅和村卫生室，用通俗语言向老年人说明；涉及个人健康信息的，不得在公示中泄露。",
        "县卫健部门每季度抽查一次，结果与补助资金和绩效工资挂钩；群众可以通过意见箱、电话、来信提出建议。",
        "有关数据由基层上报、县级复核，口径与统计年报一致；如有更正，以更正后的公布为准。",
    ),
    "labour": (
        "各乡镇劳动保障所、社区服务站均可受理咨询，政策问答折页免费领取；对行动不便人员提供上门服务，不收取任何费用。",
        "本事项的受理、审核、发放分设岗位，互相监督；对骗取补贴的追回资金并列入失信名单，对工作人员吃拿卡要的严肃处理。",
        "如政策发生调整，以最新公布的文件为准；已经受理的事项按照有利于劳动者的原则衔接。",
    ),
    "emergency": (
        "各乡镇、各部门要压实责任，做到有人管、有队伍、有物资、有预案；对发现的隐患列清单、明责任、限时间，逐项销号。",
        "群众发现事故隐患和违法行为可以向县应急部门举报，经核实给予奖励，举报人信息严格保密。",
        "本事项有关资料按年度立卷归档，接受上级检查和群众查询；对工作中弄虚作假的单位和个人予以通报。",
    ),
    "exchange": (
        "本项目全程电子化交易，各方主体不得相互串通；交易过程数据保存不少于十五年，行政监督部门可以随时调阅。",
        "对评标过程有异议的，先向招标人或者采购人提出；对答复不满意的，依法向行政监督部门投诉，投诉应当有明确的请求和必要的证明材料。",
    ),
}
_EXTRA_OTHER = (
    "各责任单位要按照职责分工抓好落实，执行中遇到的问题及时反馈；县政府办公室适时督查，督查情况向社会公布。",
    "有关事项以书面文件为准，网上转载出现差异的，请以县档案馆和政府公报刊登的文本核对。",
    "本件公布前征求了有关部门和群众代表的意见，采纳情况一并归档；实施满一年后组织评估，评估结果公开。",
    "对本件内容的理解有疑问的，可以到政务服务大厅政务公开专区查阅原文，也可以要求工作人员当面解释。",
)


def write(pen: Pen, relic: Relic) -> Paper:
    """The old paper as it stood on the earlier site, with what its page had above and below."""
    years = {"year": pen.year(), "last": pen.year(-1), "next": pen.year(1), "day": pen.day()}
    body = tuple(line.format(**years) for line in relic.lines)
    extra = pen.say(*_EXTRA.get(relic.organ, _EXTRA_OTHER))
    when = pen.day(3) if relic.dated else "（不详）"
    head = pen.say(
        f"当前位置：首页 >政务公开 >{relic.topic.split('/')[-1]}　发布时间：{when}　来源：{relic.source}",
        f"发布时间：{when}　来源：{relic.source}　字体：大 中 小",
        f"信息来源：{relic.source}　发布日期：{when}　浏览次数：",
    )
    tail = pen.say(
        "分享到：　打印　关闭　扫一扫在手机打开当前页",
        f"联系电话：{pen.phone()}　【打印本页】【关闭窗口】",
        "（此件公开发布）",
        f"以上事项由承办股室负责解释，咨询电话：{pen.phone()}",
    )
    return Paper(
        relic.organ,
        relic.kind,
        relic.title.format(**years),
        relic.phase,
        relic.topic,
        (head, *body, extra, tail),
        mark=relic.mark,
        effective=30 if relic.kind == "normative" else None,
    )


RELICS: tuple[Relic, ...] = SCHOOL_AND_HEALTH + WORK_AND_SAFETY + STATE


def commissions() -> Iterator[Commission]:
    """Every old paper, the oldest formed some nine years before the day of filling."""
    for i, relic in enumerate(RELICS):
        yield Commission(
            f"his-{relic.organ}-{i + 1}",
            about(write, relic),
            1160 + (i * 137) % 2080,
            relic.field,
            html=relic.html,
        )
