"""Subscribing by mail, against a real mail server: what is told, to whom, and what never is."""

import pytest

from domain.description import OpennessGiven
from domain.errors import Busy, Incomplete, NotFound
from domain.vocabulary import Openness
from ops.alerts.outbox import Outbox
from ops.bootstrap import follow
from ops.covering import catch_up
from search.alerts import saved_search
from search.rhythm import Rhythm
from search.tables import Pair, Table
from tests.ops.alerts.office import ADDRESS, SENDER, WORDS, Office, link_in, text_of
from tests.projections.lives import fill
from tests.town import body, description


def test_a_mail_asks_for_a_yes_and_nothing_is_told_before(office: Office) -> None:
    office.ask()
    office.town.publish_record()
    office.look()
    office.send()
    (asking,) = office.post.accepted
    assert asking["subject"] == "请确认订阅"
    assert asking["to"] == ADDRESS
    assert "List-Unsubscribe" not in asking
    assert len(office.told()) == 1  # the asking itself


def test_what_is_published_after_the_yes_is_told_with_search_and_record(office: Office) -> None:
    before = office.town.publish_record(title="公租房分配办法（订阅以前）")
    office.subscribe()
    record = office.town.publish_record()
    office.town.publish_record(title="关于道路开挖的通知", text="路要挖开。")
    (mail,) = office.told()
    plain, html = text_of(mail), text_of(mail, "html")
    assert mail["subject"] == "新公开：清河县公租房分配办法"
    assert mail["auto-submitted"] == "auto-generated"
    for text in (plain, html):
        assert f"https://qinghe.gov.example/records/{record.id}" in text
        assert "清建发〔2026〕1号" in text
        assert "符合您订阅的检索：" in text
        assert WORDS in text
        assert "道路开挖" not in text
        assert before.id not in text
    leave = f"https://qinghe.gov.example/alerts/unsubscribe?t={link_in(mail, 'unsubscribe')}"
    assert f"\r\nList-Unsubscribe: <{leave}>\r\n".encode() in office.post.raw[-1]
    assert all(len(line) < 998 for line in office.post.raw[-1].splitlines())
    one_click = b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    assert one_click in office.post.raw[-1]
    assert SENDER in mail["from"]
    assert office.told() == []


def test_several_searches_hit_by_one_version_make_one_mail(office: Office) -> None:
    office.subscribe("公租房")
    office.subscribe("分配办法")
    office.subscribe("", organ=[office.town.housing.organ])
    office.subscribe("森林防火")
    office.town.publish_record()
    (mail,) = office.told()
    text = text_of(mail)
    assert text.count("符合您订阅的检索：") == 3
    assert "机关：清河县住房和城乡建设局" in text
    assert "森林防火" not in text
    assert text.count("/records/record:") == 1


def test_what_is_amended_is_news_of_its_new_version(office: Office) -> None:
    record = office.town.publish_record()
    office.subscribe()
    office.town.amend(record.id, text="第一条 公租房分配改为摇号。")
    (mail,) = office.told()
    assert f"/records/{record.id}\r\n" in text_of(mail)
    assert "摇号" in text_of(mail)


def test_of_two_new_versions_the_newest_is_told(office: Office) -> None:
    office.subscribe()
    record = office.town.publish_record()
    office.look()
    office.town.amend(record.id, text="第一条 公租房分配改为摇号。")
    (mail,) = office.told()
    assert text_of(mail).count("/records/record:") == 1
    assert "摇号" in text_of(mail)


def test_what_was_withdrawn_before_sending_is_not_told(office: Office) -> None:
    office.subscribe()
    record = office.town.publish_record()
    kept = office.town.publish_record(title="公租房分配结果")
    office.look()
    office.town.disclosure.withdraw(
        office.town.housing.approver,
        record.id,
        reason="有误",
        basis="条例 art 15",
        withhold_title=False,
    )
    # The register has not read the withdrawal yet.
    office.clock.advance(hours=2)
    office.send()
    (mail,) = office.post.accepted
    office.post.accepted.clear()
    assert kept.id in text_of(mail)
    assert record.id not in text_of(mail)
    office.town.publish_record(title="公租房分配结果之二")
    office.told()
    assert office.rows("deliveries") == 0


def test_what_the_register_has_not_read_yet_waits_for_it(office: Office) -> None:
    office.subscribe()
    office.town.publish_record()
    while office.worker.news.look():
        pass
    office.clock.advance(hours=2)
    office.send()
    assert office.post.accepted == []
    assert len(office.told()) == 1


def test_a_mail_of_withdrawn_versions_only_is_never_sent(office: Office) -> None:
    office.subscribe()
    record = office.town.publish_record()
    office.look()
    office.town.disclosure.withdraw(
        office.town.housing.approver,
        record.id,
        reason="有误",
        basis="条例 art 15",
        withhold_title=True,
    )
    assert office.told() == []
    assert (office.rows("deliveries"), office.rows("news")) == (0, 0)


def test_what_was_taken_over_from_an_earlier_system_is_no_news(office: Office) -> None:
    office.subscribe("农村危房改造")
    fill(office.town)
    office.look()
    topics = {
        row.event.topic
        for row in office.services.journal.read(0, office.services.journal.position())
    }
    assert "gongkai.record.migrated.v1" in topics
    migrated = [
        row.event.stream
        for row in office.services.journal.read(0, 100_000)
        if row.event.topic == "gongkai.record.migrated.v1"
    ]
    told = {
        record
        for (record,) in office.alerting.store.connection().execute("SELECT record FROM news")
    }
    assert migrated
    assert not told & set(migrated)


def test_rebuilding_index_and_register_tells_nothing_again(office: Office) -> None:
    office.subscribe()
    office.town.publish_record()
    assert len(office.told()) == 1
    with follow(office.services) as following:
        assert following is not None
        for name in ("register", "index"):
            following.rebuild(name)
    assert office.told() == []
    again = Outbox(office.alerting.store, "x.example")
    assert again.followed()[0] == office.services.journal.position()


def test_the_position_never_goes_back(office: Office) -> None:
    office.subscribe()
    office.look()
    connection = office.alerting.store.connection()
    with pytest.raises(Exception, match="only move forward"):
        connection.execute("UPDATE followed SET position = position - 1")


def test_a_search_needs_two_characters_or_a_filter(office: Office) -> None:
    for words in ("", "公", " 公 。", "-公租房", "。。。"):
        with pytest.raises(Incomplete):
            saved_search(words, {})
    assert saved_search("公", {"field": ["保障性住房"]}).words == "公"
    assert saved_search("organ:住建局", {}).words == "organ:住建局"
    assert saved_search("5号", {}).words == "5号"


def test_one_address_asked_for_again_gets_the_link_to_manage_it(office: Office) -> None:
    managing = office.subscribe()
    office.ask()
    office.send()
    (mail,) = office.post.accepted
    assert mail["subject"] == "您已经订阅过这个检索"
    assert link_in(mail, "manage") == managing


def test_nobody_s_box_is_filled_by_others(office: Office) -> None:
    for n in range(9):
        search = saved_search(f"公租房{n}", {})
        client = f"198.51.100.{n}"
        office.alerting.subscriptions.ask_by_mail(ADDRESS, search, Rhythm.DAILY, client)
    office.send()
    assert len(office.post.accepted) == 5
    office.clock.advance(hours=20)
    for n in range(9):
        search = saved_search(f"公租房{n}", {})
        client = f"203.0.113.{n}"
        office.alerting.subscriptions.ask_by_mail(ADDRESS, search, Rhythm.DAILY, client)
    office.send()
    assert len(office.post.accepted) == 10


@pytest.mark.parametrize("again", [False, True])
def test_nobody_s_words_are_carried_to_a_stranger(office: Office, again: bool) -> None:
    organ = "请打开 http://evil.example/pay"
    words = "【紧急】您的养老金已冻结 http://evil.example/pay"
    if again:
        office.subscribe(words, organ=[organ])
    office.ask(words, organ=[organ])
    office.send()
    (mail,) = office.post.accepted
    assert mail["subject"] == ("您已经订阅过这个检索" if again else "请确认订阅")
    for text in (text_of(mail), text_of(mail, "html")):
        assert not [word for word in ("紧急", "养老金", "evil", "打开 http") if word in text]
        assert "%E7%B4%A7%E6%80%A5" not in text
    if not again:
        token = link_in(mail, "confirm")
        assert office.alerting.subscriptions.pending(token).search.words == words


def test_a_visitor_who_asks_often_is_sent_away(office: Office) -> None:
    for n in range(10):
        office.ask(address=f"a{n}@citizen.example")
    with pytest.raises(Busy):
        office.ask(address="b@citizen.example")
    office.clock.advance(hours=1, minutes=1)
    office.ask(address="b@citizen.example")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "a@b",
        "@citizen.example",
        "a@b@citizen.example",
        "a b@citizen.example",
        "a@citizen.example\nBcc: x@y.example",
        "a@citizen.example, b@citizen.example",
        "<a@citizen.example>",
        '"a"@citizen.example',
        "a@-citizen.example",
        "a@127.0.0.1",
        "a@[127.0.0.1]",
        "张@citizen.example",
        "a" * 65 + "@citizen.example",
        "a@" + "b." * 130 + "example",
    ],
)
def test_what_is_no_address_is_refused(office: Office, typed: str) -> None:
    with pytest.raises(Incomplete) as refused:
        office.ask(address=typed)
    assert refused.value.field == "mail"


def test_an_address_typed_in_full_width_is_the_same(office: Office) -> None:
    office.subscribe()
    office.ask(address="ｚhanghuilan@Citizen.EXAMPLE")
    office.send()
    assert office.post.subjects == ["您已经订阅过这个检索"]


def test_a_link_confirms_once_and_for_two_days(office: Office) -> None:
    office.ask()
    office.send()
    token = link_in(office.post.accepted[0], "confirm")
    office.clock.advance(hours=47)
    assert office.alerting.subscriptions.pending(token).search.words == WORDS
    office.alerting.subscriptions.sweep()
    office.clock.advance(hours=2)
    for use in (office.alerting.subscriptions.pending, office.alerting.subscriptions.confirm):
        with pytest.raises(NotFound):
            use(token)
    assert office.alerting.subscriptions.sweep() == 1
    assert (office.rows("searches"), office.rows("subscribers")) == (0, 0)


def test_stopping_one_search_leaves_the_others(office: Office) -> None:
    office.subscribe("公租房")
    managing = office.subscribe("森林防火")
    kept, stopped = office.alerting.subscriptions.managed(managing).searches
    office.town.publish_record(title="公租房与森林防火")
    office.look()
    office.alerting.subscriptions.stop(managing, stopped.id)
    assert [one.id for one in office.alerting.subscriptions.managed(managing).searches] == [kept.id]
    (mail,) = office.told()
    assert "符合您订阅的检索：森林防火" not in text_of(mail)
    office.alerting.subscriptions.stop(managing, kept.id)
    with pytest.raises(NotFound):
        office.alerting.subscriptions.managed(managing)
    assert (office.rows("subscribers"), office.rows("news")) == (0, 0)


def test_nobody_stops_the_search_of_another(office: Office) -> None:
    managing = office.subscribe("公租房")
    (own,) = office.alerting.subscriptions.managed(managing).searches
    other = office.subscribe("公租房", address="other@citizen.example")
    with pytest.raises(NotFound):
        office.alerting.subscriptions.stop(other, own.id)
    assert office.rows("searches") == 2


def test_who_has_left_is_told_nothing_that_waited(office: Office) -> None:
    managing = office.subscribe()
    office.town.publish_record()
    office.look()
    office.alerting.subscriptions.unsubscribe(managing)
    office.alerting.subscriptions.unsubscribe(managing)
    assert office.told() == []


def test_who_confirms_while_the_journal_is_looked_through_misses_nothing(office: Office) -> None:
    office.subscribe("森林防火", address="other@citizen.example")
    office.ask()
    office.send()
    token = link_in(office.post.accepted[-1], "confirm")
    office.post.accepted.clear()
    outbox = office.alerting.outbox
    position, changes = outbox.followed()
    office.alerting.subscriptions.confirm(token)
    record = office.town.publish_record()
    # As if a look that began before the confirmation ended only now.
    assert not outbox.found((), office.services.journal.position(), changes)
    assert outbox.followed()[0] == position
    (mail,) = office.told()
    assert record.id in text_of(mail)


def test_a_long_question_is_told_of_what_has_most_of_it(office: Office) -> None:
    office.subscribe("怎么申请公共租赁住房")
    office.town.publish_record(title="关于申请的通知", text="请按时申请，共用住宿。")
    office.town.publish_record(title="指南", text="申请公共租赁住房的家庭应当提交申请表。")
    (mail,) = office.told()
    assert mail["subject"] == "新公开：指南"
    catch_up(office.services)


def test_an_edit_of_the_word_tables_counts_for_searches_saved_before(office: Office) -> None:
    office.subscribe("怎么申请安居小屋")
    office.subscribe("安居小屋", address="other@citizen.example")
    office.town.publish_record(title="通知一", text="申请公租房的家庭，应当提交材料。")
    assert office.told() == []
    office.services.words.add(Table.SYNONYMS, (Pair("安居小屋", "公租房"),))
    office.town.publish_record(title="通知二", text="申请公租房的家庭，应当提交材料。")
    assert [mail["to"] for mail in office.told()] == [ADDRESS, "other@citizen.example"]
    office.services.words.remove(Table.SYNONYMS, "安居小屋", ["公租房"])
    office.town.publish_record(title="通知三", text="申请公租房的家庭，应当提交材料。")
    assert office.told() == []


def test_the_passage_tells_more_than_the_title_it_stands_under(office: Office) -> None:
    office.subscribe("公租房分配")
    title = "关于公租房分配结果的公告"
    office.town.publish_record(title=title, text=f"{title}\n公租房按摇号次序分配。")
    (mail,) = office.told()
    assert text_of(mail).count(title) == 1
    assert "公租房按摇号次序分配。" in text_of(mail)


def test_a_document_that_is_only_its_title_has_no_passage(office: Office) -> None:
    office.subscribe("公租房分配")
    office.town.publish_record(title="公租房分配结果", text="公租房分配结果")
    (mail,) = office.told()
    assert text_of(mail).count("公租房分配结果") == 1
    assert "background:#fbe8a6" not in text_of(mail, "html")


def test_a_passage_of_an_attachment_says_whose_it_is(office: Office) -> None:
    office.subscribe("锦绣家园")
    town = office.town
    drafted = town.disclosure.draft(
        town.housing.drafter,
        description=description(title="关于公布名单的通知"),
        openness=OpennessGiven(Openness.PROACTIVE, None, ""),
        parts=[body("名单见附件。"), body("锦绣家园三栋二单元", "分配名单.txt")],
    )
    town.publish(drafted.stream)
    (mail,) = office.told()
    assert "附件“分配名单.txt”：锦绣家园三栋二单元" in text_of(mail)
    assert "附件“分配名单.txt”：" in text_of(mail, "html")
