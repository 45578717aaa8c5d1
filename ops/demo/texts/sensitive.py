"""Papers whose openness is a question: secrets, business secrets, internal matters, on request."""

from collections.abc import Iterator

from ops.demo.texts.matter import Matter
from ops.demo.texts.matters_closed import CLOSED
from ops.demo.texts.matters_doubted import DOUBTED
from ops.demo.texts.pen import Commission, Paper, Pen, about, sections

_KEPT = (
    "本件随附材料由承办股室保管，查阅、复制须登记，未经审查不得对外提供。",
    "承办股室已对照定密事项范围和不予公开情形逐项核对，核对记录附卷。",
    "本件形成过程中的征求意见函、会议记录、数据底稿一并归档，保管期限为长期。",
    "拟稿时已明确公开属性，送审时附属性认定表和起草说明各一份。",
)
_SHOWN = (
    "对本件内容有疑问的，可以书面或者电话向承办股室提出，五个工作日内答复；意见集中的问题将以问答形式公布。",
    "有关整改和落实情况按季度更新，更新内容附于本页，欢迎监督。",
    "需要进一步了解的，可以到政务服务中心政务公开专区查阅，也可以依法提出政府信息公开申请。",
)


def write(pen: Pen, matter: Matter) -> Paper:
    """The paper itself: what it is for, what it holds, how it is kept or asked about."""
    origin = (
        f"起草说明：初稿形成于{pen.day(-pen.number(12, 30))}，征求{pen.number(3, 8)}个单位意见，采纳{pen.number(2, 9)}条，未采纳的逐条说明了理由。",
        f"起草说明：本件由承办股室两人共同起草，引用数据截至{pen.day(-pen.number(8, 25))}，来源已逐项标注并经提供单位书面确认。",
        f"起草说明：{pen.day(-pen.number(5, 18))}召开协调会一次，{pen.number(4, 9)}个单位参加，对属性认定的不同看法记入会议纪要。",
    )
    numbers = (
        f"数据说明：本件数据截至{pen.day(-pen.number(8, 25))}，由承办股室会同{pen.number(2, 4)}个单位核对，与上报口径一致。",
        f"形成过程：{pen.day(-pen.number(12, 30))}形成初稿，征求{pen.number(3, 8)}个单位意见，经局务会审议通过。",
    )
    body = (
        matter.opening,
        *sections(matter.points),
        pen.say(*(_SHOWN if matter.public else _KEPT)),
        pen.say(*(numbers if matter.public else origin)),
        f"{'联系电话' if matter.public else '承办人联系电话'}：{pen.phone()}。",
    )
    return Paper(
        matter.organ,
        matter.kind,
        matter.title,
        matter.phase,
        matter.topic,
        body,
        mark=matter.mark,
        attributes=dict(matter.attributes),
    )


def commissions() -> Iterator[Commission]:
    """Every paper with a question about its openness."""
    for matter in DOUBTED + CLOSED:
        yield Commission(matter.key, about(write, matter), matter.formed, matter.field)
