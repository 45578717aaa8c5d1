"""The letters of 更正 and 投诉举报: composed from what was decided, numbered, printed, kept."""

from collections.abc import Iterator

import pytest

from domain.complaint import Complaint, ComplaintForm, Holding, RectificationOrder
from domain.errors import Incomplete, Refusal
from domain.petition import AnswerLetter
from domain.petition_acts import GivenAnswer, GivenParty
from domain.rectification import CompetentOrgan, Rectification
from domain.requests.given import BY_SYSTEM
from tests.audited import found_in
from tests.counter import SIGNED, Counter, open_counter
from tests.request_commands import other_organ, redress
from tests.town import Town, copy_town

LI = GivenParty("李秀英", "990126199001011236", "13900000002")


@pytest.fixture(scope="module")
def counter(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A counter of the housing organ."""
    counter = open_counter(copy_town(founded_town, tmp_path_factory.mktemp("counter")))
    yield counter
    counter.close()
    counter.town.close()


def demanded(counter: Counter) -> str:
    """A demand to correct, verified to be wrong; its id."""
    acts = redress(counter)
    file = acts.file_rectification(
        counter.clerk,
        counter.organ,
        on=counter.today,
        applicant=LI,
        fault="公租房登记中面积写成 60 平方米。",
        evidence=[SIGNED],
        subject="公租房登记",
    ).stream
    acts.verify(counter.drafter, file, finding="确有错误", on=counter.today)
    return file


def told(counter: Counter, file: str, **edited: str) -> AnswerLetter:
    """Tell what came of it today; the letter."""
    answer = GivenAnswer(None, counter.today, BY_SYSTEM, edited=edited)
    redress(counter).tell(counter.drafter, file, answer=answer)
    found = counter.town.app.load(Rectification, file).told_by
    assert found is not None
    return found


def text_of(counter: Counter, letter: AnswerLetter) -> str:
    """The text of a printed letter."""
    assert letter.content is not None
    (part,) = counter.town.contents.open(letter.content)
    assert part.original.startswith(b"%PDF")
    return part.text


def test_a_correction_is_told_by_a_numbered_letter_with_remedies(counter: Counter) -> None:
    file = demanded(counter)
    redress(counter).correct(
        counter.approver, file, what="面积改为 80 平方米", where="登记簿", on=counter.today
    )
    letter = told(counter, file)
    text = text_of(counter, letter)
    assert letter.number is not None
    assert letter.number.kind == "rectification_letter"
    assert f"清住建依更〔2026〕{letter.number.serial}号" in text
    number = counter.town.app.load(Rectification, file).number
    assert f"登记编号：清住建更正〔2026〕{number.serial}号" in text
    assert "李秀英" in text
    assert "已予以更正：面积改为 80 平方米。" in text
    assert "清河县人民法院" in text


def test_registration_and_letters_of_corrections_are_each_numbered_without_a_hole(
    counter: Counter,
) -> None:
    files = [demanded(counter) for _ in range(3)]
    for file in (files[2], files[0]):
        redress(counter).correct(counter.approver, file, what="改", where="簿", on=counter.today)
    letters = [told(counter, file) for file in (files[2], files[0])]
    serials = [one.number.serial for one in letters if one.number]
    assert serials == [serials[0], serials[0] + 1]
    numbers = [counter.town.app.load(Rectification, file).number.serial for file in files]
    assert numbers == [numbers[0] + place for place in range(3)]


def test_the_officers_own_words_stand_before_what_was_decided(counter: Counter) -> None:
    acts = redress(counter)
    file = acts.file_rectification(
        counter.clerk,
        counter.organ,
        on=counter.today,
        applicant=LI,
        fault="有错",
        evidence=[SIGNED],
        subject="登记",
    ).stream
    acts.transfer(
        counter.approver,
        file,
        CompetentOrgan("清河县档案馆", "文昌路2号", "已移交"),
        on=counter.today,
    )
    text = text_of(counter, told(counter, file, record="登记簿第 3 页"))
    assert "记录不准确：登记簿第 3 页。" in text
    assert "转送有权更正的清河县档案馆处理，联系方式：文昌路2号。" in text


def test_a_letter_before_there_is_anything_to_tell_is_refused_and_takes_no_number(
    counter: Counter,
) -> None:
    files = [demanded(counter) for _ in range(2)]
    with pytest.raises(Refusal) as refused:
        told(counter, files[0])
    assert refused.value.field == "state"
    for file in files:
        redress(counter).correct(counter.approver, file, what="改", where="簿", on=counter.today)
    before = told(counter, files[0]).number
    with pytest.raises(Refusal):
        told(counter, files[1], remedies="没有")
    after = told(counter, files[1]).number
    assert before is not None
    assert after is not None
    assert after.serial == before.serial + 1


def complained(counter: Counter, form: ComplaintForm, who: GivenParty) -> str:
    """A complaint about another organ, investigated; its id."""
    acts = redress(counter)
    file = acts.file_complaint(
        counter.clerk,
        counter.organ,
        against=other_organ(counter),
        on=counter.today,
        form=form,
        complainant=who,
        ground="逾期不答复",
    ).stream
    acts.accept(counter.drafter, file, on=counter.today)
    acts.investigate(counter.drafter, file, finding="属实", evidence=[], on=counter.today)
    return file


@pytest.mark.parametrize(
    ("holding", "said"),
    [
        (Holding.UPHELD, "经查证属实"),
        (Holding.PARTLY_UPHELD, "部分属实：一件逾期，另一件没有"),
        (Holding.NOT_UPHELD, "不属实或者不违反该条例。理由：一件逾期，另一件没有"),
    ],
)
def test_each_holding_has_its_letter(counter: Counter, holding: Holding, said: str) -> None:
    file = complained(counter, ComplaintForm.COMPLAINT, LI)
    order = RectificationOrder("限期答复", counter.today)
    redress(counter).decide(
        counter.approver,
        file,
        holding=holding,
        reason="一件逾期，另一件没有",
        order=None if holding is Holding.NOT_UPHELD else order,
        on=counter.today,
    )
    answer = GivenAnswer(None, counter.today, BY_SYSTEM)
    redress(counter).answer(counter.drafter, file, answer=answer)
    letter = counter.town.app.load(Complaint, file).told_by
    assert letter is not None
    text = text_of(counter, letter)
    assert "清住建依举〔2026〕" in text
    assert said in text
    assert ("改正：限期答复" in text) is (holding is not Holding.NOT_UPHELD)


def test_a_report_without_a_name_has_nobody_to_be_written_to(counter: Counter) -> None:
    file = complained(counter, ComplaintForm.REPORT, GivenParty())
    redress(counter).decide(
        counter.approver,
        file,
        holding=Holding.NOT_UPHELD,
        reason="不属实",
        order=None,
        on=counter.today,
    )
    answer = GivenAnswer(None, counter.today, BY_SYSTEM)
    with pytest.raises(Incomplete, match="没有收信人"):
        redress(counter).answer(counter.drafter, file, answer=answer)
    on_paper = GivenAnswer(counter.today, counter.today, BY_SYSTEM)
    redress(counter).answer(counter.drafter, file, answer=on_paper)
    letter = counter.town.app.load(Complaint, file).told_by
    assert letter is not None
    assert letter.number is None


def test_an_audit_finds_nothing_wrong_with_these_letters(counter: Counter) -> None:
    assert found_in(counter.town) == []
