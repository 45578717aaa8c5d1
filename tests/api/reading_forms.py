"""A reader of forms: what a page asks, filled in as somebody would who gives sensible answers."""

from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

ANSWERS = {
    "evidence": "DOCUMENT",
    "evidence_note": "卷宗第 3 页",
    "sent_kind": "COURIER_SLIP",
    "sent_way": "POST",
    "sent_note": "EMS 0001",
    "upheld": "no",
    "found": "no",
    "opinion": "OBJECTION",
    "defect_description": "请写明文件名称",
    "quantity": "40",
    "period": "10",
    "days": "5",
    "result": "UPHELD",
    "m1_reason": "尚未形成决定",
    "a0_identity": "990126199001011238",
    "a0_telephone": "0000-7654321",
    "a0_mail": "zhang@example.cn",
    "party_name": "李文静",
}


class Page(HTMLParser):
    """The fields of the one form of a page that is sent by POST to `action`, and every link."""

    def __init__(self, text: str, action: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.choices: dict[str, list[str]] = {}
        self.kinds: dict[str, str] = {}
        self.links: list[str] = []
        self._action = action
        self._inside = False
        self._area = ""
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self._inside = given.get("method") == "post" and given.get("action") == self._action
        if not self._inside:
            return
        name = given.get("name", "")
        if tag == "input":
            self._input(name, given, checked="checked" in given)
        elif tag == "textarea":
            self._area, self.fields[name], self.kinds[name] = name, [""], "area"
        elif tag == "select":
            self._select, self.kinds[name] = name, "select"
            self.fields[name], self.choices[name] = [""], []
        elif tag == "option" and given.get("value"):
            self.choices[self._select].append(given["value"])
            if "selected" in given:
                self.fields[self._select] = [given["value"]]

    def _input(self, name: str, given: dict[str, str], *, checked: bool) -> None:
        kind = given.get("type", "text")
        self.kinds[name] = kind
        if kind in ("radio", "checkbox"):
            self.choices.setdefault(name, []).append(given["value"])
            self.fields.setdefault(name, [])
            if checked:
                self.fields[name].append(given["value"])
        elif kind != "file":
            self.fields[name] = [given.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] = [self.fields[self._area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.fields[self._area] = [self.fields[self._area][0].strip()]
            self._area = ""
        elif tag == "form":
            self._inside = False

    def answered(self, today: date, **more: str) -> dict[str, Any]:
        """Everything asked for, answered; what stands there already stays, `more` is said."""
        answers = ANSWERS | more
        told: dict[str, Any] = {}
        for name, values in self.fields.items():
            given = [value for value in values if value]
            if name in more or (not given and name in answers):
                given = [answers[name]]
            if not given and not name.startswith(("paper_", "sent_", "reply_until", "defect_")):
                given = self._made_up(name, today)
            if name.startswith("sent_") and "sent_on" not in more:
                given = []
            told[name] = given
        return told

    def _made_up(self, name: str, today: date) -> list[str]:
        if self.kinds[name] in ("select", "radio", "checkbox"):
            ticked = self.kinds[name] != "checkbox" or name == "matters"
            return self.choices[name][:1] if ticked else []
        if self.kinds[name] == "date":
            later = name in ("until",)
            return [(today + timedelta(days=60) if later else today).isoformat()]
        return ["说明"] if self.kinds[name] in ("text", "area") else []
