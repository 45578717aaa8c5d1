"""Every letter and notice the organ sends in a disclosure case, as rows of law.

Keys are the kind in lower case, with a word for a variant. What a reply says of each matter stands
in `reply_templates`. Sentences are ours; the articles they carry out stand in `source`. Titles
follow the form set of 宿政办函〔2021〕21号. A fee notice tells no remedy [REC] (domain facts B7).
"""

from domain.law.reply_templates import REPLY_SECTIONS
from domain.law.rows import REGULATION
from domain.letter_texts import Clause, Field, Style
from domain.letters import Audience, Form, LetterKind, Template

_REASON = Field("reason", "理由", "写明具体原因，不要只引条文", True, 1_000, True)
_DESCRIBED = Field(
    "described", "政府信息的内容", "写信息本身的名称、文号、内容概述，不写申请人", True, 1_000, True
)
_SEND_TO = Field("send_to", "材料送达的地址", "地址、邮政编码、传真、电子邮箱", True, 300)
_PAY_TO = Field("how_to_pay", "缴费方式", "账户或者窗口，缴款时注明什么", True, 500, True)
_FEE_RULE = "国办函〔2020〕109号；条例 art 42"


def _body(*texts: str) -> tuple[Clause, ...]:
    return tuple(Clause(Style.BODY, text) for text in texts)


def _letter(
    key: str,
    source: str,
    title: str,
    number_word: str,
    clauses: tuple[Clause, ...],
    fields: tuple[Field, ...] = (),
    *,
    audience: Audience = Audience.APPLICANT,
    outcome: str | None = None,
    closing: tuple[Clause, ...] = (),
    form: Form = Form.LETTER,
    remedies: bool = False,
) -> Template:
    return Template(
        key=key,
        valid_from=REGULATION,
        source=source,
        kind=LetterKind(key.partition(".")[0].upper()),
        form=form,
        outcome=outcome,
        ground=None,
        audience=audience,
        title=title,
        number_word=number_word,
        clauses=clauses,
        closing=closing,
        fields=fields,
        remedies=remedies,
    )


_INTAKE: tuple[Template, ...] = (
    _letter(
        "receipt",
        "条例 art 31, 45",
        "政府信息公开申请登记回执",
        "依登",
        _body(
            "{you}于{arrived_on}通过{channel}提交的政府信息公开申请，本机关已经登记，"
            "登记编号为{registration_number}。",
            "申请公开的内容：{information}",
            "获取信息的方式、途径：{form_wanted}",
            "根据《中华人民共和国政府信息公开条例》第三十一条、第三十三条规定，"
            "本机关收到申请之日为{received_on}，答复期限于{due_on}届满。"
            "需要补正、征求意见、延期或者收费的，本机关将另行书面告知。",
        ),
    ),
    _letter(
        "receipt.unconfirmed",
        "条例 art 31, 45",
        "政府信息公开申请登记回执",
        "依登",
        _body(
            "{you}通过{channel}提交的政府信息公开申请，已于{arrived_on}送达本机关并登记，"
            "登记编号为{registration_number}。",
            "申请公开的内容：{information}",
            "获取信息的方式、途径：{form_wanted}",
            "根据《中华人民共和国政府信息公开条例》第三十一条规定，以上述方式提交的申请，"
            "以双方确认之日为收到申请之日。本机关将按照{you}留下的联系方式与{you}确认，"
            "{you}也可以主动与本机关联系。",
        ),
    ),
    _letter(
        "confirmation",
        "条例 art 31, 33",
        "收到政府信息公开申请确认书",
        "依确",
        _body(
            "{you}通过{channel}提交的政府信息公开申请（登记编号：{registration_number}），"
            "于{arrived_on}送达本机关。",
            "经与{you}确认，根据《中华人民共和国政府信息公开条例》第三十一条规定，"
            "本机关收到申请之日为{received_on}。根据该条例第三十三条第二款规定，"
            "本机关自收到申请之日起20个工作日内答复，期限于{due_on}届满。",
        ),
    ),
    _letter(
        "clarification",
        "条例 art 29, 30",
        "补正告知书",
        "依补",
        (
            *_body(
                "本机关于{received_on}收到{you}提交的政府信息公开申请"
                "（登记编号：{registration_number}）。经审查，申请内容不明确或者不完整，"
                "根据《中华人民共和国政府信息公开条例》第三十条规定，请补正下列事项：",
            ),
            Clause(Style.ITEM, "{defects}"),
            *_body(
                "补正的指引：{guidance}",
                "请{you}自收到本告知书之日起{clarify_days}个工作日内，将补正材料送至：{send_to}。",
                "答复期限自本机关收到补正的申请之日起计算。无正当理由逾期不补正的，"
                "视为放弃申请，本机关不再处理该政府信息公开申请。",
            ),
        ),
        (
            Field("defects", "补正事项", "一行一项，一次写全", True, 2_000, True),
            Field("guidance", "补正的指引", "怎样补正才算明确，可以举例", False, 1_000),
            _SEND_TO,
        ),
    ),
)

_TIME: tuple[Template, ...] = (
    _letter(
        "extension",
        "条例 art 33(2)",
        "延期答复告知书",
        "依延",
        _body(
            "本机关于{received_on}收到{you}提交的政府信息公开申请"
            "（登记编号：{registration_number}）。因{cause}，不能在{due_on}届满的答复期限内答复。",
            "根据《中华人民共和国政府信息公开条例》第三十三条第二款规定，"
            "经本机关政府信息公开工作机构负责人同意，答复期限延长{extension_days}个工作日，"
            "于{extended_due_on}届满。",
        ),
        (Field("cause", "延期的原因", "写明具体原因，接在“因”字后面", True, 500),),
    ),
    _letter(
        "consultation_notice",
        "条例 art 32, 33(3), 34",
        "征求意见告知书",
        "依征告",
        _body(
            "本机关正在办理{you}提交的政府信息公开申请（登记编号：{registration_number}）。"
            "因所申请的政府信息{consultation_cause}，"
            "本机关已于{consulted_on}书面征求{consulted}的意见。",
            "根据《中华人民共和国政府信息公开条例》第三十三条第三款规定，"
            "征求第三方和其他机关意见所需时间不计算在答复期限内。",
        ),
        (
            Field(
                "consultation_cause",
                "征求意见的原因",
                "如：公开可能损害第三方合法权益；由多个机关共同制作",
                True,
                300,
            ),
            Field("consulted", "征求谁的意见", "第三方、共同制作机关或者其他行政机关", True, 60),
        ),
    ),
    _letter(
        "reasons",
        "条例 art 35",
        "说明理由告知书",
        "依理",
        _body(
            "本机关于{received_on}收到{you}提交的政府信息公开申请"
            "（登记编号：{registration_number}）。经审查，{you}申请公开政府信息的数量、频次"
            "明显超过合理范围：{extent}。",
            "根据《中华人民共和国政府信息公开条例》第三十五条规定，"
            "请{you}自收到本告知书之日起{reasons_days}个工作日内向本机关书面说明理由，送至：{send_to}。",
            "申请理由不合理的，本机关将告知{you}不予处理；申请理由合理，但是无法在规定的期限内答复的，"
            "本机关可以确定延迟答复的合理期限并告知{you}。要求说明理由不影响答复期限的计算。",
        ),
        (Field("extent", "数量、频次", "期间、件数和此前的答复情况", True, 500), _SEND_TO),
    ),
    _letter(
        "delay",
        "条例 art 35",
        "延迟答复告知书",
        "依迟",
        _body(
            "{you}提交的政府信息公开申请（登记编号：{registration_number}）数量、频次"
            "明显超过合理范围，{you}已经说明理由。经审查，{you}的申请理由合理，"
            "但是本机关无法在{due_on}届满的期限内答复：{reason}。",
            "根据《中华人民共和国政府信息公开条例》第三十五条规定，"
            "本机关确定延迟答复，最迟于{delayed_until}答复。",
        ),
        (_REASON,),
    ),
    _letter(
        "abandonment.not_clarified",
        "条例 art 30",
        "不再处理告知书",
        "依终",
        _body(
            "本机关以《补正告知书》（{clarification_number}）告知{you}补正政府信息公开申请"
            "（登记编号：{registration_number}），{you}于{clarification_received_on}收到，"
            "至规定的期限届满未补正。{reason}。",
            "根据《中华人民共和国政府信息公开条例》第三十条规定，申请人无正当理由逾期不补正的，"
            "视为放弃申请，本机关不再处理该政府信息公开申请。",
        ),
        (Field("reason", "对逾期理由的审查", "申请人有无说明理由，为何不正当", True, 1_000),),
        outcome="NOT_CLARIFIED",
        remedies=True,
    ),
    _letter(
        "abandonment.fee_unpaid",
        _FEE_RULE,
        "不再处理告知书",
        "依终",
        _body(
            "本机关以《收费通知书》（{fee_number}）通知{you}缴纳信息处理费{fee_sum}元"
            "（登记编号：{registration_number}），{you}于{fee_received_on}收到，"
            "至规定的期限届满未缴纳。",
            "根据《政府信息公开信息处理费管理办法》规定，申请人逾期未缴纳费用的，"
            "视为放弃申请，本机关不再处理该政府信息公开申请。",
        ),
        outcome="FEE_UNPAID",
        remedies=True,
    ),
    _letter(
        "abandonment.withdrawn",
        "国办公开办函〔2021〕30号 三(六)3",
        "终止办理告知书",
        "依终",
        _body(
            "本机关于{received_on}收到{you}提交的政府信息公开申请（登记编号：{registration_number}），"
            "{you}于{withdrawn_on}书面撤回。",
            "根据{you}的意愿，本机关终止办理该申请。{you}可以另行提出申请。",
        ),
        outcome="WITHDRAWN",
    ),
)

_FEES: tuple[Template, ...] = tuple(
    _letter(
        key,
        _FEE_RULE + " [REC]",
        "政府信息公开信息处理费收费通知书",
        "依费",
        _body(
            "本机关于{received_on}收到{you}提交的政府信息公开申请"
            "（登记编号：{registration_number}）。" + basis,
            "计算过程：{fee_computed}。合计人民币{fee_sum}元。",
            "请{you}自收到本通知书次日起20个工作日内缴纳：",
            "{how_to_pay}",
            "逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请。"
            "答复期限自{you}缴纳费用次日起重新计算。",
        ),
        (_PAY_TO,),
    )
    for key, basis in (
        (
            "fee.per_piece",
            "{you}本次申请{fee_pieces}件，同一自然月内此前已申请{fee_before}件。"
            "根据《中华人民共和国政府信息公开条例》第四十二条和"
            "《政府信息公开信息处理费管理办法》规定，本机关按件计收信息处理费。",
        ),
        (
            "fee.per_page",
            "本机关拟提供的政府信息共{fee_pages}页。"
            "根据《中华人民共和国政府信息公开条例》第四十二条和"
            "《政府信息公开信息处理费管理办法》规定，本机关按量计收信息处理费。",
        ),
    )
)

_CONSULTED: tuple[Template, ...] = (
    _letter(
        "third_party",
        "条例 art 15, 32",
        "征求第三方意见书",
        "依征",
        _body(
            "本机关收到公开下列政府信息的申请：",
            "{described}",
            "该政府信息涉及{you}的{interest}，公开可能损害{you}的合法权益。"
            "根据《中华人民共和国政府信息公开条例》第三十二条规定，书面征求{you}的意见。",
            "请{you}自收到本征求意见书之日起15个工作日内书面提出意见，送至：{send_to}。"
            "不同意公开的，请说明理由。",
            "{you}逾期未提出意见的，由本机关依照该条例的规定决定是否公开；"
            "{you}不同意公开且有合理理由的，本机关不予公开；"
            "本机关认为不公开可能对公共利益造成重大影响的，可以决定予以公开，并将决定公开的"
            "政府信息内容和理由书面告知{you}。",
        ),
        (
            _DESCRIBED,
            Field("interest", "涉及的权益", "商业秘密、个人隐私或者其他合法权益", True, 60),
            _SEND_TO,
        ),
        audience=Audience.THIRD_PARTY,
    ),
    _letter(
        "third_party_notice.public_interest",
        "条例 art 15, 32",
        "依申请公开告知书",
        "依告",
        _body(
            "本机关于{consulted_on}就公开有关政府信息书面征求{you}的意见，{you}不同意公开。",
            "经审查，本机关认为不公开可能对公共利益造成重大影响。"
            "根据《中华人民共和国政府信息公开条例》第十五条、第三十二条规定，决定予以公开。",
            "决定公开的政府信息内容：{described}",
            "理由：{reason}",
        ),
        (_DESCRIBED, _REASON),
        audience=Audience.THIRD_PARTY,
        remedies=True,
    ),
    _letter(
        "third_party_notice.decided",
        "条例 art 15, 32",
        "依申请公开告知书",
        "依告",
        _body(
            "本机关于{consulted_on}就公开有关政府信息书面征求{you}的意见，{opinion}。",
            "根据《中华人民共和国政府信息公开条例》第三十二条规定，经审查，本机关决定予以公开。",
            "决定公开的政府信息内容：{described}",
            "理由：{reason}",
        ),
        (
            Field("opinion", "第三方的意见", "如：你单位逾期未提出意见；所提理由不合理", True, 500),
            _DESCRIBED,
            _REASON,
        ),
        audience=Audience.THIRD_PARTY,
        remedies=True,
    ),
    _letter(
        "co_producer",
        "条例 art 34",
        "征求意见书",
        "依征",
        _body(
            "本机关收到公开下列政府信息的申请，该政府信息由本机关牵头、与贵机关共同制作：",
            "{described}",
            "根据《中华人民共和国政府信息公开条例》第三十四条规定，征求贵机关的意见。"
            "请自收到本征求意见书之日起15个工作日内书面提出是否同意公开的意见和理由，送至：{send_to}。"
            "逾期未提出意见的，视为同意公开。",
            "本机关的初步意见：{proposal}",
        ),
        (
            _DESCRIBED,
            _SEND_TO,
            Field("proposal", "本机关的初步意见", "拟公开、拟部分公开或者拟不公开", False, 500),
        ),
        audience=Audience.ORGAN,
    ),
    _letter(
        "other_organ",
        "条例 art 11, 17, 33(3)",
        "政府信息公开协助函",
        "依协",
        _body(
            "本机关正在办理政府信息公开申请，涉及下列政府信息：",
            "{described}",
            "根据《中华人民共和国政府信息公开条例》第十一条、第十七条规定，请贵机关协助：{wanted}",
            "请于{reply_by}前书面回复，送至：{send_to}。",
        ),
        (
            _DESCRIBED,
            Field(
                "wanted",
                "请求协助的事项",
                "核实制作机关、协商一致、确定能否公开等",
                True,
                1_000,
                True,
            ),
            Field("reply_by", "希望回复的日期", "如：2026年12月1日；法律没有规定期限", True, 30),
            _SEND_TO,
        ),
        audience=Audience.ORGAN,
    ),
)

_FRAME_END = _body("{note}")
_NOTE = Field("note", "其他需要说明的事项", "没有就留空", False, 1_000, True)

_REPLIES: tuple[Template, ...] = (
    _letter(
        "reply",
        "条例 art 33, 36, 40",
        "政府信息公开申请答复书",
        "依复",
        _body(
            "本机关于{received_on}收到{you}提交的政府信息公开申请（登记编号：{registration_number}）。"
            "根据《中华人民共和国政府信息公开条例》（以下简称《条例》）的规定，现答复如下：",
        ),
        (_NOTE,),
        closing=_FRAME_END,
        form=Form.FRAME,
        remedies=True,
    ),
    _letter(
        "substitute_reply.ordered",
        "行政复议法 art 64, 78；行政诉讼法 art 70, 96；条例 art 36 [REC]",
        "政府信息公开申请答复书（重新答复）",
        "依重复",
        _body(
            "本机关于{received_on}收到{you}提交的政府信息公开申请（登记编号：{registration_number}），"
            "于{earlier_on}以{earlier_number}作出答复。"
            "{decision_body}于{decision_on}以{decision_number}要求本机关重新作出答复。",
            "根据上述决定或者裁判和《中华人民共和国政府信息公开条例》（以下简称《条例》）的规定，"
            "现重新答复如下：",
        ),
        (_NOTE,),
        closing=_FRAME_END,
        form=Form.FRAME,
        remedies=True,
    ),
    _letter(
        "substitute_reply.corrected",
        "条例 art 6, 18, 36 [REC]",
        "政府信息公开申请答复书（重新答复）",
        "依重复",
        _body(
            "本机关于{received_on}收到{you}提交的政府信息公开申请（登记编号：{registration_number}），"
            "于{earlier_on}以{earlier_number}作出答复。经自行审查，该答复应予更正：{reason}。",
            "根据《中华人民共和国政府信息公开条例》（以下简称《条例》）的规定，本机关撤回该答复，"
            "现重新答复如下：",
        ),
        (_REASON, _NOTE),
        closing=_FRAME_END,
        form=Form.FRAME,
        remedies=True,
    ),
)

_RECORD = Field("record", "申请更正的信息", "名称、文号和有误的记录", True, 500)
_RECTIFICATION_OPENING = (
    "本机关于{received_on}收到{you}提交的政府信息更正申请（登记编号：{registration_number}），"
    "{you}认为本机关提供的与{you}自身相关的政府信息记录不准确：{record}。"
)

_RECTIFICATIONS: tuple[Template, ...] = tuple(
    _letter(
        f"rectification.{outcome.lower()}",
        "条例 art 41",
        "政府信息更正答复书",
        "依更",
        _body(_RECTIFICATION_OPENING, *texts),
        (_RECORD, *fields),
        outcome=outcome,
        remedies=True,
    )
    for outcome, texts, fields in (
        (
            "CORRECTED",
            (
                "经审核，上述记录确有不准确之处。根据《中华人民共和国政府信息公开条例》"
                "第四十一条规定，本机关已予以更正：{corrected}。",
            ),
            (Field("corrected", "更正的内容", "原记录和更正后的记录", True, 1_000),),
        ),
        (
            "NOT_CORRECTED",
            (
                "经审核，根据《中华人民共和国政府信息公开条例》第四十一条规定，"
                "本机关不予更正。理由：{reason}",
            ),
            (_REASON,),
        ),
        (
            "TRANSFERRED",
            (
                "该信息不属于本机关职能范围。根据《中华人民共和国政府信息公开条例》"
                "第四十一条规定，本机关已将{you}的申请转送有权更正的{right_organ}处理，"
                "联系方式：{right_contact}。",
            ),
            (
                Field("right_organ", "有权更正的行政机关", "写全称", True, 60),
                Field("right_contact", "该机关的联系方式", "地址、电话", True, 200),
            ),
        ),
        (
            "REFERRED",
            (
                "该信息不属于本机关职能范围。根据《中华人民共和国政府信息公开条例》"
                "第四十一条规定，告知{you}向有权更正的{right_organ}提出，联系方式：{right_contact}。",
            ),
            (
                Field("right_organ", "有权更正的行政机关", "写全称", True, 60),
                Field("right_contact", "该机关的联系方式", "地址、电话", True, 200),
            ),
        ),
    )
)

_COMPLAINT_OPENING = (
    "本机关于{received_on}收到{you}提出的政府信息公开工作举报（登记编号：{registration_number}），"
    "反映：{complaint}。"
)

_COMPLAINTS: tuple[Template, ...] = tuple(
    _letter(
        f"complaint.{outcome.lower()}",
        "条例 art 47, 51, 53",
        "政府信息公开举报答复书",
        "依举",
        _body(_COMPLAINT_OPENING, text),
        (Field("complaint", "反映的问题", "概括写明", True, 500), *fields),
        outcome=outcome,
    )
    for outcome, text, fields in (
        (
            "UPHELD",
            "经查证属实。根据《中华人民共和国政府信息公开条例》第五十一条规定，"
            "本机关已对{organ_concerned}作出处理：{measures}。",
            (
                Field("organ_concerned", "被举报的行政机关", "写全称", True, 60),
                Field("measures", "处理情况", "督促整改、通报批评等，及其期限", True, 1_000),
            ),
        ),
        (
            "PARTLY_UPHELD",
            "经查，所反映的问题部分属实：{reason}。根据《中华人民共和国政府信息公开条例》"
            "第五十一条规定，本机关已对{organ_concerned}作出处理：{measures}。",
            (
                Field("reason", "哪些属实、哪些不属实", "句末不加句号", True, 1_000),
                Field("organ_concerned", "被举报的行政机关", "写全称", True, 60),
                Field("measures", "处理情况", "督促整改、通报批评等，及其期限", True, 1_000),
            ),
        ),
        (
            "NOT_UPHELD",
            "经查，根据《中华人民共和国政府信息公开条例》第五十一条规定，"
            "所反映的问题不属实或者不违反该条例。理由：{reason}",
            (_REASON,),
        ),
        (
            "NOT_COMPETENT",
            "经审查，所反映的问题不属于本机关的职责。理由：{reason}",
            (_REASON,),
        ),
    )
)

ROWS: tuple[Template, ...] = (
    _INTAKE + _TIME + _FEES + _CONSULTED + _REPLIES + REPLY_SECTIONS + _RECTIFICATIONS + _COMPLAINTS
)
"""The table as the program brings it; corrections are rows of the law book."""
