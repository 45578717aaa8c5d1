"""Where somebody may be told: a mail address or the address of a webhook, judged before it is kept.

Judging is by form only; whether a webhook's name leads to a machine that may be reached is asked
each time one connects (`ops.alerts.webhooks`), because names change where they lead.
"""

import re
import unicodedata
from urllib.parse import urlsplit

from domain.errors import Incomplete

LONGEST_ADDRESS = 254
"""RFC 5321 4.5.3.1.3, brackets off."""
LONGEST_URL = 500

# Quoted local parts are left out on purpose: nobody has one, and they hide blanks and signs.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def mail_address(typed: str) -> str:
    """The address as it is written to: width folded, its domain in lower case and in ASCII.

    Raises `Incomplete`.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    local, at, domain = text.rpartition("@")
    try:
        domain = domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        domain = ""
    labels = domain.split(".")
    address = f"{local}@{domain}"
    sound = (
        at
        and len(address) <= LONGEST_ADDRESS
        and len(local) <= 64
        and _LOCAL.fullmatch(local)
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
    )
    if not sound:
        raise Incomplete("这不像一个邮箱地址，请写成 name@example.com 这样", field="mail")
    return address


def mailbox(address: str) -> str:
    """The mailbox an address most likely leads to: in lower case, without its `+tag`.

    By this it is counted how often somebody is written to; what is written to is the address.
    Dots are kept, which few providers leave out of account.
    """
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}".lower()


def webhook_address(typed: str, *, private: bool = False) -> str:
    """The URL as it is called: https, no user, no fragment. Raises `Incomplete`.

    `private`: plain http to this machine will do as well.
    """
    text = typed.strip()
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise _unfit("这不像一个网址") from None
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > LONGEST_URL:
        raise _unfit("网址只能用英文字符，最长 500 个")
    host = url.hostname or ""
    if not host or url.username is not None or url.password is not None or url.fragment:
        raise _unfit("网址里要有主机名，不能有用户名、密码和 # 后的部分")
    local = private and url.netloc.rpartition(":")[0 if port else 2] in _LOOPBACK
    if url.scheme != "https" and not (url.scheme == "http" and local):
        raise _unfit("只向 https:// 开头的网址推送")
    if port is not None and not (port == 443 or 1024 <= port <= 65535) and not local:
        raise _unfit("端口只能是 443 或者 1024 以上")
    return text


def _unfit(message: str) -> Incomplete:
    return Incomplete(message, field="webhook")
