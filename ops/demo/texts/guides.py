"""办事指南: one template for every service guide, with the nine elements the kind requires (R46)."""

from dataclasses import dataclass

from ops.demo.county import organ_of
from ops.demo.texts.pen import Block, Paper, Pen


@dataclass(frozen=True)
class Guide:
    """A matter people come for; `fee` and `limit` hold one wording for each edition of the guide."""

    key: str
    organ: str
    title: str
    topic: str
    basis: str
    conditions: str
    steps: tuple[str, ...]
    materials: tuple[str, ...]
    fee: tuple[str, ...]
    limit: tuple[str, ...]
    note: str


def guide(pen: Pen, matter: Guide) -> Paper:
    """Write the guide: nine elements, then what people most often get wrong."""
    organ = organ_of(matter.organ)
    window = f"县政务服务中心{pen.number(1, 3)}楼{pen.number(3, 48)}号窗口"
    elements = {
        "主体": f"{organ.name}；受理地点：{pen.say(window, f'{organ.guide.address}')}",
        "依据": matter.basis,
        "条件": matter.conditions,
        "流程": pen.say(" → ", "；", "—").join(matter.steps),
        "材料": "；".join(
            f"{i}.{material}" if len(matter.materials) > 2 else material
            for i, material in enumerate(matter.materials, 1)
        ),
        "收费": pen.now(*matter.fee),
        "时限": pen.now(*matter.limit),
        "咨询渠道": f"电话{pen.phone()}；{pen.say('窗口现场咨询', '政府网站在线咨询栏目', '政务新媒体留言')}",
        "监督渠道": f"电话{pen.phone()}；{pen.say('政务服务便民热线', '办事大厅意见箱', '“好差评”评价器')}",
    }
    opening = pen.say(
        f"为方便群众办事，现公布{matter.title.removesuffix('办事指南')}的办理要求。",
        f"{organ.short_name}对本事项实行一次告知，以下内容为办理本事项的全部要求。",
        "请在出门前看完本页，材料齐全的一次办成；材料不齐的，窗口会一次性书面告知还缺什么。",
        "本指南九项要素齐全，窗口工作人员不得要求提供指南以外的材料。",
    )
    body: list[Block] = [opening]
    body += [f"{name}：{text}。" for name, text in elements.items()]
    body.append(f"{pen.say('特别提醒', '容易出错的地方', '办理说明', '常见问题')}：{matter.note}")
    body.append(
        pen.say(
            f"办理时间：{organ.guide.hours}。可网上预约，也可由社区、村代办点帮办。",
            "本事项可在政务服务网全程网办，进度可凭受理编号查询，办结结果短信告知并可邮寄送达。",
            "老年人、残疾人可走绿色通道，视力、听力有困难的，工作人员提供代写、手语视频等必要帮助。",
            "办结后五个工作日内将回访办事人，对不满意的逐件整改。",
        )
    )
    return Paper(
        matter.organ,
        "service_guide",
        matter.title,
        "SERVICE",
        matter.topic,
        tuple(body),
        attributes=elements,
    )
