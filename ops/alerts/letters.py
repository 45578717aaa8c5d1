"""The mails: plain text and simple HTML of the same words, with what mail programs ask for.

One click on 退订 in the mail program itself is enough (RFC 8058); the mail server must sign these
headers (DKIM) for the large providers to offer it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.portal.pages import day
from domain.act import BEIJING
from ops.alerts.outbox import Delivery
from ops.alerts.told import ToldRecord

_WRITING = SMTP.clone(refold_source="none")
_LONGEST_TITLE = 40
"""Characters of a title in a subject."""


@dataclass(frozen=True)
class Letterhead:
    """Who writes: `site` is the archive's name, `sender` its address, `url` where it is read."""

    site: str
    sender: str
    url: str
    demo: bool


class Letters:
    """Writes mails."""

    def __init__(self, head: Letterhead) -> None:
        self._head = head
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["day"] = day
        self._templates.filters["plain"] = lambda pieces: "".join(text for text, _ in pieces)

    def asking(self, delivery: Delivery, moment: datetime) -> EmailMessage:
        """The mail that asks for a yes; to one who has said it already, where he manages it.

        It says nothing of the search: whoever asked may be anybody, and would have us carry his
        words to anybody under our name. The page behind the link shows them.
        """
        known = delivery.kind == "known"
        title = "您已经订阅过这个检索" if known else "请确认订阅"
        path = "manage" if known else "confirm"
        token = delivery.manage if known else delivery.token
        return self._letter(
            delivery,
            moment,
            title=title,
            records=(),
            link=f"{self._head.url}/alerts/{path}?t={token}",
        )

    def alert(
        self, delivery: Delivery, records: Sequence[ToldRecord], moment: datetime
    ) -> EmailMessage:
        """The mail that tells what is new."""
        first = records[0].title
        short = first if len(first) <= _LONGEST_TITLE else f"{first[: _LONGEST_TITLE - 1]}…"
        title = f"新公开：{short}"
        if len(records) > 1:
            title = f"新公开 {len(records)} 件：{short} 等"
        message = self._letter(delivery, moment, title=title, records=tuple(records), link="")
        leave = f"{self._head.url}/alerts/unsubscribe?t={delivery.manage}"
        # As it is: the library would encode what is longer than a line, which nobody decodes here.
        message.set_raw("List-Unsubscribe", f"<{leave}>")
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return message

    def _letter(
        self,
        delivery: Delivery,
        moment: datetime,
        *,
        title: str,
        records: tuple[ToldRecord, ...],
        link: str,
    ) -> EmailMessage:
        told = {
            "head": self._head,
            "kind": delivery.kind,
            "title": title,
            "records": records,
            "link": link,
            "manage": f"{self._head.url}/alerts/manage?t={delivery.manage}",
            "leave": f"{self._head.url}/alerts/unsubscribe?t={delivery.manage}",
        }
        message = EmailMessage(policy=_WRITING)
        # A line break in a title must not begin a header of its own.
        message["Subject"] = " ".join(f"{'（示范）' if self._head.demo else ''}{title}".split())
        message["From"] = formataddr((self._head.site, self._head.sender))
        message["To"] = delivery.target
        message["Date"] = format_datetime(moment.astimezone(BEIJING))
        message["Message-ID"] = delivery.message_id
        message["Auto-Submitted"] = "auto-generated"
        message["List-Id"] = f"<alerts.{self._head.sender.rpartition('@')[2]}>"
        message.set_content(self._templates.get_template("letter.txt").render(told))
        message.add_alternative(
            self._templates.get_template("letter.html").render(told), subtype="html"
        )
        return message
