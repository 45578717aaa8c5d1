"""Handing mails to a mail server (RFC 5321), over one connection as long as there is something."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum

from domain.errors import Incomplete

SECONDS = 15.0
"""For one answer of the server."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_CLOSING = 421
_TOO_LARGE = 552
"""RFC 1870 6.1: of the size told with the sender."""


class Later(Exception):
    """This mail is not taken now; others may be."""


class Never(Exception):
    """This mail, or its recipient, is refused for good."""


class Down(Exception):
    """No mail can be handed over: the server is not there, or does not let us in.

    `begun`: it was while a mail was being handed over, which may therefore be that mail's fault.
    """

    def __init__(self, said: str, *, begun: bool) -> None:
        super().__init__(said)
        self.begun = begun


class Encryption(StrEnum):
    """How the connection is kept secret."""

    STARTTLS = "starttls"
    TLS = "ssl"
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over, and as whom. `sender` is the address they come from."""

    host: str
    port: int
    encryption: Encryption
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Raises `Incomplete`: nothing goes over a network in clear, no password to anybody."""
        if self.encryption is Encryption.NONE and self.host not in _LOOPBACK:
            raise Incomplete("smtp_tls 为 none 时，邮件服务器只能在本机", field="smtp_tls")
        if "@" not in self.sender:
            raise Incomplete("设了 smtp_host，就要设 mail_from（发件人邮箱）", field="mail_from")


class Mailer:
    """Sends mails over one connection. For one thread."""

    def __init__(
        self,
        server: MailServer,
        context: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    ) -> None:
        self._server = server
        self._context = context
        self._connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Hand a mail over; on return the server has accepted it.

        Raises `Later`, `Never`, `Down`. After `Down` it may have been accepted all the same: the
        answer was not heard.
        """
        begun = False
        try:
            connection = self._connected()
            begun = True
            connection.send_message(message, self._server.sender, [recipient])
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = next(iter(error.recipients.values()))
            self._give_up(code)
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code >= 500 and error.smtp_code != _TOO_LARGE:
                self.close()
                # The sender is ours: what is refused for it is no recipient's fault.
                raise Down(_described(error), begun=True) from error
            self._give_up(error.smtp_code)
        except smtplib.SMTPDataError as error:
            self._give_up(error.smtp_code)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Down(_described(error), begun=begun) from error

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()

    def _connected(self) -> smtplib.SMTP:
        if self._connection is not None:
            return self._connection
        server = self._server
        own = server.sender.rpartition("@")[2]
        connection: smtplib.SMTP
        if server.encryption is Encryption.TLS:
            connection = smtplib.SMTP_SSL(
                server.host, server.port, own, timeout=SECONDS, context=self._context()
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, own, timeout=SECONDS)
        self._connection = connection
        if server.encryption is Encryption.STARTTLS:
            connection.starttls(context=self._context())
        if server.user:
            connection.login(server.user, server.password)
        return connection

    def _give_up(self, code: int) -> None:
        """Judge a refusal of one mail by its code.

        The next mail begins on a connection of its own: a server that hangs up some time after a
        refusal would seem to hang up at the next one.
        """
        self.close()
        if code == _CLOSING:
            raise Down("421", begun=True)
        raise Never(str(code)) if code >= 500 else Later(str(code))


def _described(error: Exception) -> str:
    """The error by name and code, without what the server said: it may repeat an address."""
    code = getattr(error, "smtp_code", None)
    said = getattr(error, "strerror", None) or getattr(error, "verify_message", None)
    return " ".join(str(part) for part in (type(error).__name__, code, said) if part)[:200]
