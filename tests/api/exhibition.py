"""A real archive with something for every page: written through the domain's own commands.

One office acts through a record's whole life; others came over from an older system. The site over
it is the one the composition root would make, with the tests' clock and ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Engine as Views

from api.metrics import Metrics
from api.site import Site
from domain.archive import Caller
from domain.content import ClearPart
from domain.description import Attribute, Description, OpennessGiven
from domain.journal import KeptCheckpoint
from domain.migration import MigrationRow
from domain.notes import vkey
from domain.organ import Guide, OrganKind
from domain.permissions import Role
from domain.registration import granted_post
from domain.vocabulary import Channel, Openness, Phase
from projections import register
from projections.log import LogProjection
from projections.projector import Projector
from projections.published_log import PublishedLog
from projections.register_fold import register_projection
from projections.tile_log import TileLog
from projections.trail import trail_projection
from projections.views import open_views
from search.embedded import EmbeddedEngine, EmbeddedReader
from search.engine import Engine, Key
from search.finding import Finder
from search.indexer import IndexProjection
from search.offers import offers_over
from search.passages import Text
from search.standing import Standing
from search.suggestions import Phrases
from tests.api.papers import GUIDE_TEXT, NOTICE, NOTICE_HTML, RULES
from tests.town import ORIGIN, Office, Town

URL = "http://qinghe.example"
TITLE = "清河县政府信息公开档案"

_PROACTIVE = OpennessGiven(Openness.PROACTIVE, None, "")


@dataclass(frozen=True)
class OpenSite:
    """A site over a town's archive, and what follows the journal for it."""

    site: Site
    projector: Projector
    engine: EmbeddedEngine

    def catch_up(self) -> None:
        """Bring log, register and index up to what the journal holds."""
        self.projector.catch_up()

    def close(self) -> None:
        """Let go of index and views; the town is closed by whoever made it."""
        self.engine.close()
        self.site.views.dispose()


@dataclass(frozen=True)
class Exhibition(OpenSite):
    """An archive with something for every page, by name."""

    town: Town
    rules: str
    old_rules: str
    notice: str
    guide: str
    withdrawn: str
    withheld: str
    draft: str
    migrated: str
    organ: str
    bare_organ: str


def exhibit(town: Town, *, demo: bool = False) -> Exhibition:
    """Fill the town's archive and open a site over it, everything caught up."""
    office = _office(town)
    withheld = _withdrawn(town, office, "2018年公租房申请家庭名单", withhold_title=True)
    withdrawn = _withdrawn(town, office, "2019年公租房分配名单", withhold_title=False)
    old_rules = _published(
        town,
        office,
        _description("清河县公租房分配暂行办法", "normative", "清房发〔2017〕19号", 2017),
        "第一条　为做好公租房分配，制定本办法。\n\n第二条　分配结果张榜公布。",
    )
    rules = _rules(town, office)
    town.disclosure.repeal(
        office.approver,
        old_rules,
        reason="有新的管理办法",
        basis="《清河县行政规范性文件管理办法》第二十条",
        repealed_on=date(2023, 6, 1),
        replaced_by=rules,
    )
    guide = _guide(town, office)
    migrated, bare_organ = _migrated(town)
    notice = _published(
        town,
        office,
        _description(
            "2026年第一批公租房分配对象公示",
            "public_notice",
            None,
            2026,
            attributes=(
                Attribute("公示期限", "2026年2月27日至3月9日"),
                Attribute("异议渠道", "县住房保障服务中心，电话0000-7215600"),
            ),
            phase=Phase.RESULT,
        ),
        NOTICE,
        ClearPart("公示.html", "text/html", NOTICE_HTML.encode(), NOTICE, "html/1"),
    )
    draft = town.draft(office, title="尚未公开的草稿", text="这是还没有公开的内容。")
    opened = open_site(town, demo=demo)
    return Exhibition(
        site=opened.site,
        projector=opened.projector,
        engine=opened.engine,
        town=town,
        rules=rules,
        old_rules=old_rules,
        notice=notice,
        guide=guide,
        withdrawn=withdrawn,
        withheld=withheld,
        draft=draft,
        migrated=migrated,
        organ=office.organ,
        bare_organ=bare_organ,
    )


# The office and what it publishes


def _office(town: Town) -> Office:
    """An organ whose officers hold posts with titles, and its disclosure guide."""
    registrar = town.registrars[0]
    name = "清河县住房保障服务中心"
    organ = town.registration.enrol_organ(
        registrar,
        name=name,
        short_name="县住房保障中心",
        aliases=("清河县房管局", "县公租房中心"),
        kind=OrganKind.AUTHORISED,
        code="11990126QH0100345C",
    ).stream
    hours = "周一至周五 8:30—12:00、14:30—17:30"
    unit, address = "中心办公室（政务公开岗）", "清河县建设街56号二楼"
    guide = Guide(unit, address, hours, "0000-7215600", "", "zfbz@qinghe.gov.example")
    town.registration.state_guide(registrar, organ, guide)
    posts = (
        (Role.DRAFTER, "住房保障股经办"),
        (Role.REVIEWER, "保密审查员"),
        (Role.APPROVER, "主任"),
        (Role.PUBLISHER, "政务公开岗"),
    )
    callers = [_officer(town, role, organ, title) for role, title in posts]
    return Office(organ, name, *callers)


def _officer(town: Town, role: Role, organ: str, title: str) -> Caller:
    first, second, _ = town.registrars
    name = f"中心{role.chinese}"
    caller = town.enrol_officer(name)
    granted = town.registration.grant_post(
        first, caller.officer, role=role, organ=organ, title=title
    )
    town.registration.confirm_post(second, caller.officer, granted_post(granted))
    return replace(caller, post=granted_post(granted))


def _description(
    title: str,
    kind: str,
    number: str | None,
    year: int,
    *,
    attributes: tuple[Attribute, ...] = (),
    phase: Phase = Phase.MANAGEMENT,
    index_number: str | None = None,
) -> Description:
    return Description(
        title=title,
        kind=kind,
        document_number=number,
        index_number=index_number,
        formed_on=date(year, 2, 27),
        effective_on=date(year, 3, 1),
        expires_on=date(year + 5, 2, 28) if kind == "normative" else None,
        phase=phase,
        field="保障性住房",
        topic=None,
        attributes=attributes,
    )


def _publish(town: Town, office: Office, record: str) -> None:
    town.approve(record, office)
    town.disclosure.publish(
        office.publisher,
        record,
        [
            (Channel.PORTAL, "https://www.qinghe.gov.example/zfbz/1.html"),
            (Channel.NOTICE_BOARD, "县政务服务中心一楼"),
        ],
    )


def _published(
    town: Town, office: Office, description: Description, text: str, *parts: ClearPart
) -> str:
    given = parts or (ClearPart("正文.txt", "text/plain", text.encode(), text, "text/1"),)
    record = town.disclosure.draft(
        office.drafter, description=description, openness=_PROACTIVE, parts=given
    ).stream
    _publish(town, office, record)
    return record


def _rules(town: Town, office: Office) -> str:
    """A measure in three versions, the third with an attachment."""
    description = _description(
        "清河县公租房分配管理办法",
        "normative",
        "清房规〔2023〕2号",
        2023,
        index_number="11990126QH0100345C/2023-00012",
    )
    texts = (
        RULES.format(income="2400", years="两年", extra="", signed="2023年2月27日"),
        RULES.format(income="2800", years="一年", extra="", signed="2024年1月5日"),
        RULES.format(
            income="2800",
            years="一年",
            extra="摇号结果当场公布，并在当日向社会公布。",
            signed="2026年1月30日",
        ),
    )
    record = _published(town, office, description, texts[0])
    attachment = "附件\n公租房申请表（样式）"
    for number, text in enumerate(texts[1:], start=2):
        town.clock.advance(days=2)
        parts = [ClearPart("正文.txt", "text/plain", text.encode(), text, "text/1")]
        if number == 3:
            raw = attachment.encode("gb18030")
            parts.append(ClearPart("附件：申请表.txt", "text/plain", raw, attachment, "text/1"))
        town.disclosure.amend(
            office.drafter,
            record,
            description=replace(description, formed_on=date(2022 + number, 1, 5)),
            parts=parts,
            reason="政策调整",
        )
        _publish(town, office, record)
    return record


def _guide(town: Town, office: Office) -> str:
    elements = {
        "主体": "县住房保障服务中心",
        "依据": "《公共租赁住房管理办法》",
        "条件": "符合《清河县公租房分配管理办法》第四条",
        "流程": "申请、受理、初审、公示、登记",
        "材料": "申请表、身份证明、收入证明",
        "收费": "不收费",
        "时限": "受理后二十个工作日",
        "咨询渠道": "0000-7215600",
        "监督渠道": "12345",
    }
    attributes = tuple(Attribute(name, value) for name, value in elements.items())
    description = _description(
        "公租房申请办事指南",
        "service_guide",
        None,
        2025,
        attributes=attributes,
        phase=Phase.SERVICE,
    )
    return _published(town, office, description, GUIDE_TEXT)


def _withdrawn(town: Town, office: Office, title: str, *, withhold_title: bool) -> str:
    number = f"清房发〔{title[:4]}〕8号"
    description = _description(title, "announcement", number, int(title[:4]))
    record = _published(town, office, description, f"{title}\n\n张某某、李某某等八十六户。")
    town.disclosure.withdraw(
        office.approver,
        record,
        reason="含有公开后会损害他人合法权益的个人隐私",
        basis="《政府信息公开条例》第十五条",
        withhold_title=withhold_title,
    )
    return record


MIGRATED = 24
"""Records of the older system: more than one page of a list."""


def _migrated(town: Town) -> tuple[str, str]:
    """Historical records of an organ without posts or guide; the newest one's id and the organ."""
    texts = [
        f"关于做好{2000 + n}年农村危房改造工作的通知\n\n各村民委员会：\n\n"
        f"今年安排改造{40 + n}户，请于{n % 12 + 1}月底前上报名单。"
        for n in range(MIGRATED)
    ]
    contents = town.contents.keep_many(
        [
            [ClearPart(f"{n}.txt", "text/plain", t.encode(), t, "text/1")]
            for n, t in enumerate(texts)
        ]
    )
    rows = [
        MigrationRow(
            key=f"row-{n}",
            digest=f"{n:064x}",
            organ="清河县石桥镇人民政府",
            enrol_organ=True,
            description=Description(
                title=f"关于做好{2000 + n}年农村危房改造工作的通知",
                kind="notice",
                document_number=None,
                index_number=None,
                formed_on=None,
                effective_on=None,
                expires_on=None,
                phase=Phase.EXECUTION,
                field="农村危房改造",
                topic=None,
                attributes=(),
            ),
            content=content,
            file=f"{n}.txt",
            source="县政府旧门户网站",
            published_on=date(2000 + n, 5, 6) if n else None,
        )
        for n, content in enumerate(contents)
    ]
    order = "清政办〔2026〕3号《关于迁移历史政府信息的通知》"
    recorded = town.migration.migrate(town.migrator, rows, order=order)
    streams = [str(event.originator_id) for event in recorded.events]
    organ = next(stream for stream in streams if stream.startswith("organ:"))
    return streams[-1], organ


# The site


def open_site(town: Town, *, demo: bool = False) -> OpenSite:
    """The site that the composition root would make, everything caught up."""
    views = open_views(town.home / "views.db")
    log = TileLog(
        town.home / "log",
        ORIGIN,
        town.log_key,
        town.log_key.public_key,
        lambda size, root, note: town.journal.keep_checkpoint(KeptCheckpoint(size, root, note)),
        town.journal.newest_checkpoint,
    )
    log.open()
    engine = EmbeddedEngine(town.home / "index")
    projector = Projector(
        town.journal,
        [
            LogProjection(log),
            register_projection(views),
            trail_projection(views),
            IndexProjection(engine, town.journal, town.contents.text),
        ],
    )
    projector.catch_up()
    finder = finder_over(EmbeddedReader(town.home / "index"), town, views)
    site = Site(
        title=TITLE,
        url=URL,
        code="9901260001",
        demo=demo,
        origin=ORIGIN,
        vkey=vkey(ORIGIN, town.log_key.public_key),
        founding=town.journal.read(0, 1)[0].event.leaf.hex(),
        views=views,
        finder=finder,
        offers=offers_over(views, Phrases(views), finder),
        visitor=lambda client: "",
        note_query=lambda words, client, found: None,
        log=PublishedLog(town.home / "log"),
        open=town.contents.open,
        salt=town.contents.salt,
        journal=town.journal,
        projections=lambda: {state.name: state.position for state in projector.states()},
        searching=lambda: Standing("index"),
        alarms=lambda: [
            state.alarm.error for state in projector.states() if state.alarm is not None
        ],
        clock=lambda: town.clock.time,
        new_id=town.ids,
        metrics=Metrics(),
    )
    return OpenSite(site, projector, engine)


def finder_over(engine: Engine, town: Town, views: Views) -> Finder:
    """The finder as the composition root makes it."""

    def shown(keys: Sequence[Key]) -> dict[Key, register.Shown]:
        with views.connect() as connection:
            return register.visible(connection, keys)

    def visible(keys: Sequence[Key], position: int) -> Sequence[Key]:
        known = shown(keys)
        return [key for key in keys if key in known]

    def titles(keys: Sequence[Key]) -> dict[Key, str]:
        return {key: one.version.description.title for key, one in shown(keys).items()}

    def texts(record: str, version: int) -> list[Text]:
        one = shown([(record, version)]).get((record, version))
        content = one.version.content if one else None
        if content is None:
            return []
        named = zip(content.parts, town.contents.texts(content), strict=True)
        return [Text(part.name, text) for part, text in named]

    return Finder(engine, texts, visible, titles)
