"""The report: what it lists, how it sums up, that programs can read it."""

import json

from domain.audit import LISTED, Counts, Findings, Report


def report(findings: Findings, compared: tuple[str, ...] = ()) -> Report:
    return Report(
        origin="o",
        founding="",
        size=0,
        root="",
        counts=Counts(),
        findings=findings.in_order(),
        total=findings.total,
        notes=(),
        compared=compared,
        not_compared=(),
    )


def test_the_verdict_never_claims_more_than_was_compared() -> None:
    assert report(Findings()).verdict == "与自身一致，没有与外部保存的凭据比对"
    assert report(Findings(), ("x",)).verdict == "与自身一致，也与外部保存的凭据一致"


def test_the_first_bad_position_is_named_and_files_come_last() -> None:
    findings = Findings()
    findings.add(None, "log/vkey", "不同", "r")
    assert report(findings).first_bad is None
    assert report(findings, ("x",)).verdict == "核验发现问题 1 处"
    findings.add(9, "events.data", "不同", "r")
    findings.add(4, "acts.post", "不同", "r")
    assert [one.position for one in findings.in_order()] == [4, 9, None]
    assert report(findings).first_bad == 4
    assert report(findings).verdict == "核验发现问题 3 处,最先在第 4 号"


def test_findings_without_end_are_counted_and_the_first_are_listed() -> None:
    findings, others = Findings(), Findings()
    for position in range(LISTED):
        findings.add(position, "w", "x", "r")
        others.add(position, "w", "y", "r")
    findings.extend(others)
    assert findings.total == 2 * LISTED
    assert len(findings.in_order()) == LISTED
    assert findings.in_order()[-1].position == LISTED // 2 - 1


def test_whatever_hostile_text_a_finding_quotes_it_can_be_written() -> None:
    findings = Findings()
    findings.add(1, "w", "\ud83d" + "x" * 10_000, "r")
    written = json.dumps(report(findings).to_json(), ensure_ascii=False).encode()
    assert len(written) < 2000
