"""What a reply says of each matter: one row for each outcome and ground (条例 art 14-16, 36-39).

Keys are `reply.<outcome>`, with the ground's code for a refused part and a word for a variant.
Sentences are ours; the articles they carry out stand in `source`. Rows marked [REC] rest on
practice we recollect and are there to be corrected (domain facts B5).
"""

from domain.law.rows import REGULATION
from domain.letter_texts import Clause, Field, Style
from domain.letters import Audience, Form, LetterKind, Template

_REASON = Field(
    "reason", "事实和理由", "写明认定的事实和适用该条款的理由，不要照抄条文", True, 1_500, True
)
_PART_REASON = Field(
    "reason", "事实和理由", "写明认定的事实和适用该条款的理由，不透露信息本身", True, 1_500
)
_REFUSED_PART = Field(
    "refused_part", "不予公开的部分", "写明是哪一件、哪一页、哪一项，不写其内容", True, 500
)
_FORM_GIVEN = Field(
    "form_given",
    "提供的形式",
    "如：纸质复制件、电子邮件、光盘；应当按照申请人要求的形式",
    True,
    100,
)
_OTHER_FORM = Field(
    "other_form_reason",
    "未按要求的形式提供的理由",
    "按要求的形式提供可能危及载体安全或者公开成本过高时填写",
    False,
    500,
)
_WHERE = Field(
    "where", "获取的方式、途径", "网址、栏目、公报期号或者查阅场所及其开放时间", True, 1_000, True
)
_STATUTE = Field("statute", "法律、行政法规及条款", "写全称和条、款、项", True, 300)
_HOW = Field("how", "办理途径", "受理机关、地点、电话、所需材料", True, 1_000, True)

_OTHER_FORM_CLAUSE = (
    "未按照{you}要求的形式提供，理由是：{other_form_reason}。"
    "根据《条例》第四十条规定，以上述适当形式提供。"
)


def _section(
    key: str,
    source: str,
    title: str,
    clauses: tuple[Clause, ...],
    fields: tuple[Field, ...],
    *,
    refusal_follows: bool = False,
) -> Template:
    outcome, _, rest = key.partition(".")
    return Template(
        key=f"reply.{key}",
        valid_from=REGULATION,
        source=source,
        kind=LetterKind.REPLY,
        form=Form.SECTION,
        outcome=outcome,
        ground=rest if outcome == "REFUSED" else None,
        audience=Audience.APPLICANT,
        title=title,
        number_word="",
        clauses=clauses,
        closing=(),
        fields=fields,
        remedies=False,
        refusal_follows=refusal_follows,
    )


def _body(*texts: str) -> tuple[Clause, ...]:
    return tuple(Clause(Style.BODY, text) for text in texts)


def _refused(code: str, source: str, title: str, text: str, *fields: Field) -> Template:
    """A refused part is an item, so that several grounds of one matter are counted."""
    return _section(
        f"REFUSED.{code}",
        source,
        title,
        (Clause(Style.ITEM, f"{{refused_part}}，{text}，本机关决定不予公开。理由：{{reason}}。"),),
        (_REFUSED_PART, *fields, _PART_REASON),
    )


OPENED: tuple[Template, ...] = (
    _section(
        "ALREADY_PUBLIC",
        "条例 art 36(1)",
        "已经主动公开",
        _body(
            "经审查，该政府信息已经主动公开。根据《条例》第三十六条第（一）项规定，"
            "现告知{you}获取该政府信息的方式、途径：",
            "{where}",
        ),
        (_WHERE,),
    ),
    _section(
        "PROVIDED",
        "条例 art 36(2), 40",
        "予以公开，随本答复提供",
        _body(
            "经审查，该政府信息可以公开。根据《条例》第三十六条第（二）项规定，"
            "本机关以{form_given}的形式向{you}提供该政府信息，随本答复书送达。",
            _OTHER_FORM_CLAUSE,
        ),
        (_FORM_GIVEN, _OTHER_FORM),
    ),
    _section(
        "PROVIDED.told",
        "条例 art 36(2), 40",
        "予以公开，告知获取的方式、途径和时间",
        _body(
            "经审查，该政府信息可以公开。根据《条例》第三十六条第（二）项规定，"
            "现告知{you}获取该政府信息的方式、途径和时间：",
            "{where}",
            "可以获取的时间：{when}。",
            _OTHER_FORM_CLAUSE,
        ),
        (_WHERE, Field("when", "获取的时间", "起止日期和办公时间", True, 200), _OTHER_FORM),
    ),
    _section(
        "PARTLY_PROVIDED",
        "条例 art 36(3), 37",
        "部分公开",
        _body(
            "经审查，该政府信息中含有不予公开的内容，但是能够作区分处理。"
            "根据《条例》第三十七条规定，本机关以{form_given}的形式向{you}提供其中可以公开的内容："
            "{open_part}。",
            _OTHER_FORM_CLAUSE,
            "对不予公开的部分，说明理由如下：",
        ),
        (
            _FORM_GIVEN,
            Field("open_part", "公开的部分", "写明是哪些部分，不写内容；内容随附件提供", True, 200),
            _OTHER_FORM,
        ),
        refusal_follows=True,
    ),
)

REFUSED: tuple[Template, ...] = (
    _refused(
        "D1",
        "条例 art 14, 36(3)",
        "国家秘密，不予公开",
        "依法确定为国家秘密，根据《条例》第十四条、第三十六条第（三）项规定",
    ),
    _refused(
        "D2",
        "条例 art 14, 36(3)",
        "法律、行政法规禁止公开，不予公开",
        "属于{statute}禁止公开的政府信息，根据《条例》第十四条、第三十六条第（三）项规定",
        _STATUTE,
    ),
    _refused(
        "D3",
        "条例 art 14, 36(3)",
        "危及国家安全、公共安全、经济安全、社会稳定，不予公开",
        "公开后可能危及{endangered}，根据《条例》第十四条、第三十六条第（三）项规定",
        Field("endangered", "危及的对象", "国家安全、公共安全、经济安全或者社会稳定", True, 40),
    ),
    _refused(
        "D4",
        "条例 art 15, 32, 36(3)",
        "损害第三方合法权益，不予公开",
        "涉及{interest}，公开会对第三方合法权益造成损害，"
        "{consultation}，根据《条例》第十五条、第三十二条、第三十六条第（三）项规定",
        Field("interest", "第三方的权益", "商业秘密、个人隐私或者其他合法权益", True, 60),
        Field(
            "consultation",
            "征求意见的结果",
            "如：本机关已书面征求第三方意见，第三方不同意公开且有合理理由；不写第三方是谁",
            True,
            300,
        ),
    ),
    _refused(
        "D5",
        "条例 art 16(1), 36(3)",
        "内部事务信息，不予公开",
        "属于行政机关{internal_kind}方面的内部事务信息，"
        "根据《条例》第十六条第一款、第三十六条第（三）项规定",
        Field("internal_kind", "内部事务的种类", "人事管理、后勤管理或者内部工作流程", True, 20),
    ),
    _refused(
        "D6",
        "条例 art 16(2), 36(3)",
        "过程性信息，不予公开",
        "属于行政机关在履行行政管理职能过程中形成的{process_kind}，"
        "法律、法规、规章未规定应当公开，根据《条例》第十六条第二款、第三十六条第（三）项规定",
        Field(
            "process_kind", "过程性信息的种类", "讨论记录、过程稿、磋商信函或者请示报告", True, 20
        ),
    ),
    _refused(
        "D7",
        "条例 art 16(2), 36(3)",
        "行政执法案卷信息，不予公开",
        "属于行政执法案卷信息，法律、法规、规章未规定应当公开，"
        "根据《条例》第十六条第二款、第三十六条第（三）项规定",
    ),
)

NOT_AVAILABLE: tuple[Template, ...] = (
    _section(
        "DOES_NOT_EXIST",
        "条例 art 36(4)",
        "信息不存在",
        _body(
            "本机关对该政府信息进行了检索：",
            "{search}",
            "经检索，本机关没有制作、获取或者保存该政府信息。",
            "不存在的原因：{reason}。",
            "根据《条例》第三十六条第（四）项规定，告知{you}该政府信息不存在。",
        ),
        (
            Field(
                "search",
                "检索情况",
                "检索了哪些系统和场所，用了哪些关键词，何时由哪个机构检索，结果如何",
                True,
                2_000,
                True,
            ),
            Field("reason", "不存在的原因", "如：该事项尚未办理；依法不由本机关制作", False, 1_000),
        ),
    ),
    _section(
        "NOT_THIS_ORGAN",
        "条例 art 10, 36(5)",
        "不属于本机关负责公开，告知负责公开的机关",
        _body(
            "经审查，该政府信息不属于本机关负责公开。理由：{reason}。",
            "根据《条例》第十条、第三十六条第（五）项规定，告知{you}负责公开该政府信息的行政机关是"
            "{right_organ}，联系方式：{right_contact}。请{you}向该行政机关另行提出申请。",
        ),
        (
            Field("reason", "理由", "该信息由谁制作或者最初获取，依据是什么", True, 1_000),
            Field("right_organ", "负责公开的行政机关", "写全称", True, 60),
            Field("right_contact", "该机关的联系方式", "地址、电话", True, 200),
        ),
    ),
    _section(
        "NOT_THIS_ORGAN.undetermined",
        "条例 art 10, 36(5)",
        "不属于本机关负责公开，负责公开的机关不能确定",
        _body(
            "经审查，该政府信息不属于本机关负责公开。理由：{reason}。",
            "根据《条例》第十条、第三十六条第（五）项规定，将上述情况告知{you}。"
            "负责公开该政府信息的行政机关不能确定，原因是：{undetermined_reason}。",
        ),
        (
            Field("reason", "理由", "为什么不由本机关负责公开", True, 1_000),
            Field("undetermined_reason", "不能确定的原因", "查过什么，为何仍不能确定", True, 500),
        ),
    ),
    _section(
        "NEEDS_PROCESSING",
        "条例 art 38",
        "需要加工、分析，没有现成信息",
        _body(
            "行政机关提供的政府信息，应当是已制作或者获取的政府信息。经审查，{you}申请的内容"
            "需要本机关对现有政府信息进行加工、分析，本机关没有现成的信息。{reason}。",
            "根据《条例》第三十八条规定，本机关不予提供。",
            "与之相关的现有政府信息：{existing}",
        ),
        (
            _REASON,
            Field(
                "existing",
                "相关的现有信息",
                "只写名称，不写内容；要提供的另作一项，经保密审查后提供",
                False,
                200,
            ),
        ),
    ),
    _section(
        "STILL_UNCLEAR",
        "条例 art 29, 30, 36",
        "补正后申请内容仍不明确",
        _body(
            "本机关以《补正告知书》（{clarification_number}）告知{you}补正，"
            "于{clarified_on}收到补正材料。经审查，补正后的申请内容仍不明确：{reason}。",
            "根据《条例》第二十九条第二款、第三十条规定，本机关无法提供。"
            "{you}可以在明确所需政府信息的名称、文号或者其他特征性描述后另行提出申请。",
        ),
        (_REASON,),
    ),
)

NOT_HANDLED: tuple[Template, ...] = (
    _section(
        "REPEATED",
        "条例 art 36(6)",
        "重复申请",
        _body(
            "经审查，本机关已于{earlier_on}以{earlier_number}就{you}申请公开的相同政府信息作出答复。"
            "{reason}。",
            "根据《条例》第三十六条第（六）项规定，本机关不予重复处理。",
        ),
        (Field("reason", "认定重复的理由", "两次申请的内容为何相同", True, 1_000),),
    ),
    _section(
        "SPECIAL_ACCESS",
        "条例 art 36(7)",
        "另有查询规定（行政查询事项）",
        _body(
            "经审查，该信息属于{registry}，{statute}对信息的获取有特别规定。",
            "根据《条例》第三十六条第（七）项规定，告知{you}依照上述规定办理：",
            "{how}",
        ),
        (
            Field("registry", "信息的种类", "如：工商登记资料、不动产登记资料", True, 60),
            _STATUTE,
            _HOW,
        ),
    ),
    _section(
        "PETITION",
        "条例 art 39(1)",
        "信访、投诉、举报类申请",
        _body(
            "经审查，{you}以政府信息公开申请的形式进行信访、投诉、举报等活动。{reason}。",
            "根据《条例》第三十九条第一款规定，本机关不作为政府信息公开申请处理，"
            "告知{you}通过下列渠道提出：",
            "{how}",
        ),
        (_REASON, _HOW),
    ),
    _section(
        "INQUIRY",
        "条例 art 39(1) [REC]",
        "咨询类申请",
        _body(
            "经审查，{you}申请的内容是就有关事项进行咨询，不是申请公开特定的政府信息。{reason}。",
            "参照《条例》第三十九条第一款规定，本机关不作为政府信息公开申请处理，"
            "告知{you}通过下列渠道咨询：",
            "{how}",
        ),
        (_REASON, _HOW),
    ),
    _section(
        "PUBLICATION",
        "条例 art 39(2)",
        "要求提供公开出版物",
        _body(
            "经审查，{you}申请的内容是要求本机关提供政府公报、报刊、书籍等公开出版物。",
            "根据《条例》第三十九条第二款规定，告知{you}获取的途径：",
            "{where}",
        ),
        (_WHERE,),
    ),
    _section(
        "EXCESSIVE",
        "条例 art 35",
        "申请的数量、频次明显超过合理范围",
        _body(
            "{you}申请公开政府信息的数量、频次明显超过合理范围：{extent}。"
            "本机关已要求{you}说明理由。",
            "经审查，{you}说明的理由不合理：{reason}。",
            "根据《条例》第三十五条规定，本机关不予处理。",
        ),
        (Field("extent", "数量、频次", "期间、件数和此前的答复情况", True, 500), _REASON),
    ),
    _section(
        "REISSUE",
        "国办公开办函〔2021〕30号 三(五)5 [REC]",
        "要求确认或者重新出具已获取的信息",
        _body(
            "经审查，{you}已经获取该政府信息：{obtained}。"
            "现申请的内容是要求本机关对该信息予以确认或者重新出具。",
            "《条例》规定的公开政府信息，是指提供行政机关已制作或者获取的信息，"
            "不包括对已获取的信息予以确认或者重新出具，本机关不予处理。",
        ),
        (Field("obtained", "已获取的情况", "何时、以何种方式获取，文号", True, 500),),
    ),
    _section(
        "NOT_GOVERNMENT_INFORMATION",
        "条例 art 2 [REC]",
        "不属于政府信息",
        _body(
            "《条例》所称政府信息，是指行政机关在履行行政管理职能过程中制作或者获取的，"
            "以一定形式记录、保存的信息。",
            "经审查，根据《条例》第二条规定，{you}申请的内容不属于政府信息。理由：{reason}。",
        ),
        (_REASON,),
    ),
    _section(
        "STATE_ARCHIVE",
        "档案法 art 27-28；条例 art 36 [REC]",
        "已经移交国家档案馆",
        _body(
            "经审查，该信息已经移交{archive}保存：{transfer}。",
            "根据《中华人民共和国档案法》有关档案开放和利用的规定，请{you}向该馆申请查阅，"
            "联系方式：{archive_contact}。",
        ),
        (
            Field("archive", "国家档案馆", "写全称", True, 60),
            Field("transfer", "移交情况", "移交的时间、全宗或者目录", True, 300),
            Field("archive_contact", "该馆的联系方式", "地址、电话、开放时间", True, 200),
        ),
    ),
)

OTHER: tuple[Template, ...] = (
    _section(
        "OTHER",
        "国办公开办函〔2021〕30号 三(六)3",
        "其他处理",
        _body("{explanation}"),
        (Field("explanation", "处理情况和理由", "写明如何处理、事实和依据", True, 2_000, True),),
    ),
)

REPLY_SECTIONS: tuple[Template, ...] = OPENED + REFUSED + NOT_AVAILABLE + NOT_HANDLED + OTHER
"""Every outcome and ground of a matter; both replies and substitute replies are made of them."""
