"""公开凭据 of records: what comes out, what never does, and what an altered one is refused for."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from domain.canonical import encode
from domain.description import Description, OpennessGiven
from domain.errors import Busy, Malformed, NotFound
from domain.migration import MigrationRow
from domain.notes import vkey
from domain.record import Record
from domain.record_receipt import RecordReceipt, may_come_out
from domain.record_verdict import verify_record_receipt
from domain.vocabulary import Openness, Phase
from ops.founding import founding_hash
from projections.published_log import PublishedLog
from projections.record_receipts import Opening, record_receipt
from tests.audited import publish_log
from tests.town import ORIGIN, Town, body, copy_town, description, signer

TEXT = "第一条 为规范公租房分配,制定本办法。"
KEY = vkey(ORIGIN, signer("log").public_key)


@pytest.fixture(scope="module")
def hall(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town that only adds records."""
    town = copy_town(founded_town, tmp_path_factory.mktemp("receipts"))
    yield town
    town.close()


def receipt_of(town: Town, record: str) -> RecordReceipt:
    opening = Opening(town.contents.open, town.contents.salt)
    return record_receipt(town.journal, PublishedLog(town.home / "log"), opening, record)


def file_of(town: Town, record: str) -> bytes:
    publish_log(town)
    return receipt_of(town, record).encode()


def migrate(town: Town, title: str, text: str) -> str:
    row = MigrationRow(
        key=title,
        digest="0" * 64,
        organ=town.housing.organ,
        enrol_organ=False,
        description=Description(
            title, "notice", None, None, None, None, None, Phase.EXECUTION, None, None, ()
        ),
        content=town.contents.keep([body(text)]),
        file="旧.txt",
        source="旧网站",
        published_on=date(2010, 1, 1),
    )
    return town.migration.migrate(town.migrator, [row], order="清政办〔2026〕3号").stream


@pytest.fixture(scope="module")
def published(hall: Town) -> bytes:
    return file_of(hall, hall.publish_record().id)


def test_a_receipt_proves_title_number_digest_and_place(hall: Town) -> None:
    record = hall.publish_record(title="清河县供水办法", document_number="清水发〔2026〕8号")
    verdict = verify_record_receipt(
        file_of(hall, record.id), KEY, founding_hash(hall.journal), [TEXT.encode()]
    )
    assert (verdict.title, verdict.document_number) == ("清河县供水办法", "清水发〔2026〕8号")
    assert verdict.record == record.id
    assert verdict.commitment == record.versions[-1].content.commitment
    assert verdict.position == hall.position
    assert verdict.organ == hall.housing.organ
    assert verdict.founding_compared
    assert verdict.files_compared


def test_a_migrated_record_is_proved_by_its_one_event(hall: Town) -> None:
    record = migrate(hall, "关于2010年危房改造的通知", "各村：报名单。")
    text = file_of(hall, record)
    assert json.loads(text)["described"] is None
    verdict = verify_record_receipt(text, KEY, files=["各村：报名单。".encode()])
    assert (verdict.title, verdict.migrated) == ("关于2010年危房改造的通知", True)


def test_of_an_amended_record_the_present_version_is_proved_and_the_reason_stays_closed(
    hall: Town,
) -> None:
    record = hall.publish_record(text="旧文")
    old = file_of(hall, record.id)
    hall.amend(record.id, text="新文", title="清河县公租房分配办法（修订）")
    text = file_of(hall, record.id)
    verdict = verify_record_receipt(text, KEY, files=["新文".encode()])
    assert (verdict.version, verdict.title, verdict.files_compared) == (2, None, True)
    assert any("标题和文号" in said for said in verdict.not_proved)
    assert "政策调整" not in text.decode()
    with pytest.raises(Malformed, match=r"原始文件.*不是当时公开的文件"):
        verify_record_receipt(text, KEY, files=["旧文".encode()])
    assert verify_record_receipt(old, KEY, files=["旧文".encode()]).version == 1


def test_an_amendment_that_was_revised_shows_its_title(hall: Town) -> None:
    record = hall.publish_record()
    hall.amend_draft(record.id, text="新文一")
    hall.revise(record.id, text="新文二", title="清河县公租房分配办法（二）")
    hall.publish(record.id)
    verdict = verify_record_receipt(file_of(hall, record.id), KEY, files=["新文二".encode()])
    assert (verdict.version, verdict.title) == (2, "清河县公租房分配办法（二）")


def test_a_reason_of_openness_that_no_page_tells_stays_closed(hall: Town) -> None:
    secret = "涉及第三方商业秘密,先按依申请公开"
    record = hall.draft(openness=OpennessGiven(Openness.ON_REQUEST, None, secret))
    given = OpennessGiven(Openness.PROACTIVE, None, "经复核可以公开")
    hall.disclosure.reclassify(hall.housing.approver, record, given)
    hall.publish(record)
    text = file_of(hall, record)
    assert json.loads(text)["described"] is None
    assert secret not in text.decode()
    assert verify_record_receipt(text, KEY, files=[TEXT.encode()]).title is None


PUBLIC = {
    Record.Published: {"channels", "content", "version"},
    Record.Migrated: {
        *("content", "description", "file", "openness", "order"),
        *("organ", "published_on", "source"),
    },
    Record.Drafted: {"content", "description", "openness", "organ"},
    Record.Revised: {"content", "description"},
}
"""What the record's page and its JSON tell of each event that may come out. `openness` does so
only while it is plainly proactive, which is what a published record says of itself."""


@pytest.mark.parametrize("kind", PUBLIC)
def test_the_events_that_come_out_hold_nothing_but_what_pages_tell_and_an_id_of_the_officer(
    kind: type[Any],
) -> None:
    of_every_event = {"originator_id", "originator_id_type", "originator_version", "timestamp"}
    of_creation = {"originator_topic"}
    own = set(get_type_hints(kind)) - of_every_event - of_creation - {"TOPIC", "INITIAL_VERSION"}
    assert own == PUBLIC[kind] | {"officer"}


def test_no_other_event_of_a_record_comes_out() -> None:
    kinds = [k for k in vars(Record).values() if isinstance(k, type) and hasattr(k, "TOPIC")]
    closed = [kind for kind in kinds if kind not in PUBLIC]
    assert Record.Amended in closed
    for kind in closed:
        assert not may_come_out(object.__new__(kind))


def test_neither_names_nor_posts_nor_grounds_nor_reasons_are_in_a_receipt(
    hall: Town, published: bytes
) -> None:
    members = json.loads(published)
    envelopes = [members[one]["envelope"] for one in ("published", "described")]
    payloads = [base64.b64decode(json.loads(one)["payload"]).decode() for one in envelopes]
    for text in (published.decode(), *payloads):
        for hidden in (hall.housing.name, "拟稿", "审查", "post:", "person:", "terminal"):
            assert hidden not in text
    for one in ("published", "described"):
        assert members[one]["office"] is members[one]["office_salt"] is None


def test_drafts_and_what_was_taken_away_have_no_receipt(hall: Town) -> None:
    draft = hall.draft()
    withdrawn = hall.publish_record().id
    hall.disclosure.withdraw(
        hall.housing.approver, withdrawn, reason="有误", basis="条例", withhold_title=True
    )
    expunged = hall.publish_record().id
    hall.expunge(expunged)
    publish_log(hall)
    for record in (draft, withdrawn, expunged, hall.housing.organ, "record:none", ""):
        with pytest.raises(NotFound):
            receipt_of(hall, record)


def test_a_pending_amendment_moves_nothing(hall: Town) -> None:
    record = hall.publish_record()
    before = json.loads(file_of(hall, record.id))
    hall.amend_draft(record.id, text="尚未公开的新文", title="尚未公开的题目")
    text = file_of(hall, record.id)
    assert "尚未公开" not in text.decode()
    after = json.loads(text)
    assert after["published"]["statement"] == before["published"]["statement"]
    assert after["content"] == before["content"]


def test_a_receipt_waits_until_a_checkpoint_covers_the_publication(hall: Town) -> None:
    publish_log(hall)
    record = hall.publish_record()
    with pytest.raises(Busy, match="几秒"):
        receipt_of(hall, record.id)
    assert file_of(hall, record.id)


def test_one_that_was_handed_out_goes_on_to_verify(hall: Town) -> None:
    record = hall.publish_record()
    text = file_of(hall, record.id)
    hall.expunge(record.id)
    publish_log(hall)
    assert verify_record_receipt(text, KEY, files=[TEXT.encode()]).files_compared


def test_content_that_no_longer_opens_is_not_vouched_for(hall: Town) -> None:
    record = hall.publish_record()
    hall.contents.destroy([record.versions[-1].content])
    text = file_of(hall, record.id)
    assert any("密钥已不存在" in one for one in verify_record_receipt(text, KEY).not_proved)
    with pytest.raises(Malformed, match="没有用来核对文件的文字"):
        verify_record_receipt(text, KEY, files=[TEXT.encode()])


# Altered receipts


def changed(text: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    members = json.loads(text)
    change(members)
    return encode(members)


def retitled(members: dict[str, Any]) -> None:
    described = members["described"]
    described["data"] = described["data"].replace("公租房", "商品房")


def signed_by_another(members: dict[str, Any]) -> None:
    envelope = json.loads(members["published"]["envelope"])
    envelope["signatures"][0]["sig"] = base64.b64encode(bytes(64)).decode()
    members["published"]["envelope"] = encode(envelope).decode()


def forged_checkpoint(members: dict[str, Any]) -> None:
    note = members["published"]["checkpoint"]
    members["published"]["checkpoint"] = note.replace("\n\n", "\nx\n\n", 1)


def moved(members: dict[str, Any]) -> None:
    members["published"]["log_index"] -= 1


def recommitted(members: dict[str, Any]) -> None:
    data = json.loads(members["published"]["data"])
    data["content"] = "0" * 64
    members["published"]["data"] = encode(data).decode()


def retold(members: dict[str, Any]) -> None:
    members["content"]["parts"][0]["text"] = "第一条 别的话。"


def renamed(members: dict[str, Any]) -> None:
    members["content"]["parts"][0]["name"] = "别的.txt"


def resalted(members: dict[str, Any]) -> None:
    members["content"]["salt"] = "0" * 64


def other_content(members: dict[str, Any]) -> None:
    members["content"]["id"] += "0"


def surplus(members: dict[str, Any]) -> None:
    members["note"] = "x"


def swapped(members: dict[str, Any]) -> None:
    members["published"], members["described"] = members["described"], members["published"]


def self_described(members: dict[str, Any]) -> None:
    members["described"] = members["published"]


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (retitled, "标题和内容事件的内容"),
        (signed_by_another, "公开事件的声明或签名"),
        (forged_checkpoint, "检查点签名"),
        (moved, "公开事件的收录路径"),
        (recommitted, "公开事件的内容"),
        (retold, "原始文件"),
        (renamed, "原始文件"),
        (resalted, "原始文件"),
        (other_content, "原始文件"),
        (surplus, "文件形式"),
        (swapped, "两份事件相符"),
        (self_described, "两份事件相符"),
    ],
)
def test_an_altered_receipt_is_refused_by_the_name_of_the_step(
    published: bytes, change: Callable[[dict[str, Any]], None], step: str
) -> None:
    assert verify_record_receipt(published, KEY, files=[TEXT.encode()])
    with pytest.raises(Malformed, match=f"“{step}”这一步不成立"):
        verify_record_receipt(changed(published, change), KEY, files=[TEXT.encode()])


def test_the_description_of_another_record_is_refused(hall: Town, published: bytes) -> None:
    other = json.loads(file_of(hall, hall.publish_record(title="清河县别的办法").id))

    def borrow(members: dict[str, Any]) -> None:
        members["described"] = other["described"]

    with pytest.raises(Malformed, match=r"两份事件相符.*不是这一版的"):
        verify_record_receipt(changed(published, borrow), KEY)


def test_a_closed_event_is_not_taken_as_a_description(hall: Town) -> None:
    record = hall.publish_record()
    hall.amend(record.id, text="新文")
    text = file_of(hall, record.id)
    members = json.loads(text)
    members["described"] = members["published"]
    with pytest.raises(Malformed, match="不是写明标题和内容的事件"):
        verify_record_receipt(encode(members), KEY)


def test_another_archive_is_recognised_by_key_and_founding(published: bytes) -> None:
    with pytest.raises(Malformed, match="“检查点签名”这一步不成立"):
        verify_record_receipt(published, vkey(ORIGIN, signer("other").public_key))
    with pytest.raises(Malformed, match="“建档指纹”这一步不成立"):
        verify_record_receipt(published, KEY, "0" * 64)
    with pytest.raises(Malformed, match="“日志公钥”这一步不成立"):
        verify_record_receipt(published, "x")


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b"{", b"\xff", b'{"type":"gongkai-record-receipt/v1"}', b"{" * 9999]
)
def test_whatever_is_no_receipt_is_refused_as_malformed(text: bytes) -> None:
    with pytest.raises(Malformed, match="文件形式"):
        verify_record_receipt(text, KEY)


@pytest.mark.parametrize("value", [None, 1, "x", [], {}, [None], [{}]])
@pytest.mark.parametrize("name", ["content", "described", "founding_path", "published"])
def test_members_of_another_shape_are_refused(published: bytes, name: str, value: Any) -> None:
    if value is None and name in ("content", "described"):
        return
    if value == [] and name == "founding_path":
        return

    def reshape(members: dict[str, Any]) -> None:
        members[name] = value

    with pytest.raises(Malformed, match="文件形式"):
        verify_record_receipt(changed(published, reshape), KEY)


def test_of_several_files_all_are_asked_for(hall: Town) -> None:
    record = hall.disclosure.draft(
        hall.housing.drafter,
        description=description(),
        openness=OpennessGiven(Openness.PROACTIVE, None, ""),
        parts=[body("正文"), body("附表", "附件.txt")],
    ).stream
    hall.publish(record)
    text = file_of(hall, record)
    files = [one.encode() for one in ("附表", "正文")]
    assert verify_record_receipt(text, KEY, files=files).files_compared
    with pytest.raises(Malformed, match=r"还缺文件：附件\.txt"):
        verify_record_receipt(text, KEY, files=["正文".encode()])


def test_a_receipt_reads_back_to_the_byte(published: bytes, tmp_path: Path) -> None:
    assert RecordReceipt.parse(published).encode() == published
