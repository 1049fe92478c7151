"""Mail: one message to one address, handed to the operator's own server, which hears nothing it need not.

The server is told the name of the sender's domain, never that of this machine.
"""

import ipaddress
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from forum.lib import clock
from forum.lib.jobs import NotNow

if TYPE_CHECKING:
    import smtplib

# What HTML's <input type="email"> takes, with a domain that has a dot.
ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
)
LONGEST = 254  # RFC 5321 allows a path of 256 characters, its angle brackets included
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
STEP = 4.0  # seconds for each of eight steps, and
LAST_STEP = 12.0  # for the two of the message itself: all within the lease of a job's row
QUIET = 60.0  # seconds for which a server that cannot be reached is left alone, as other jobs wait meanwhile
NO_MAILBOX = range(500, 600)
REFUSES_US = b"5.7"  # RFC 3463: a matter of policy, not of the mailbox
SIGN_IN_FIRST = 530
EXTENSION = "mail"


class Away(NotNow):
    """The server cannot be reached, or does not take the message now; later it may."""


class NoMailbox(Exception):
    """The server says for good that it takes nothing for that address."""


@dataclass(frozen=True)
class Server:
    """Where mail is handed over, and how."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)


def address(typed: str) -> str | None:
    """An address as it is written to, or None where it cannot be one."""
    local, _, domain = typed.strip().rpartition("@")
    try:
        whole = f"{local}@{domain.encode('idna').decode().lower()}"
    except UnicodeError:
        return None
    return whole if len(whole) <= LONGEST and ADDRESS.fullmatch(whole) else None


def server(url: str) -> Server:
    """The server that a setting names; raises ValueError with what follows the setting's name."""
    parts = urlsplit(url)
    try:
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError):
        port = 0
    if not parts.hostname or not port:
        raise ValueError("must be smtp+starttls://, smtps:// or smtp:// and name a host.")
    if parts.username and parts.scheme == "smtp" and not _is_this_machine(parts.hostname):
        raise ValueError("holds a password, so it must be smtp+starttls:// or smtps://.")
    user, password = (unquote(part or "") for part in (parts.username, parts.password))
    return Server(parts.scheme, parts.hostname, port, user, password)


def install(app: Flask, url: str | None, sender: str | None) -> None:
    """Have an application send mail, if it was told how."""
    from_ = address(sender or "")
    app.extensions[EXTENSION] = Mailer(server(url), from_) if url and from_ else None


def is_on() -> bool:
    """Whether the operator has set up mail."""
    return current_app.extensions[EXTENSION] is not None


def of_app() -> "Mailer":
    """What the present application sends mail by; raises Away where it sends none."""
    mailer: Mailer | None = current_app.extensions[EXTENSION]
    if mailer is None:
        raise Away("no mail server is set up")
    return mailer


class Mailer:
    """Hands messages to one server."""

    def __init__(self, to: Server, sender: str) -> None:
        self._server = to
        self._sender = sender
        self._quiet_until = 0.0

    @property
    def domain(self) -> str:
        """What stands for this place in an envelope."""
        return self._sender.rpartition("@")[2]

    def compose(self, recipient: str, subject: str, text: str, *, key: str) -> EmailMessage:
        """A plain message; one that is sent twice has the same `key`, and so the same id, both times."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self._sender
        message["To"] = recipient
        message["Subject"] = subject
        message["Date"] = format_datetime(clock.now())  # in UTC: a zone tells where the machine stands
        message["Message-ID"] = f"<{key}@{self.domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday note answers it
        message.set_content(text)
        return message

    def send(self, message: EmailMessage) -> None:
        """Hand a message over; raises Away or NoMailbox."""
        if time.monotonic() < self._quiet_until:
            raise Away("the mail server was away a moment ago")
        try:
            connection = self._connect()
        except OSError as fault:
            self._quiet_until = time.monotonic() + QUIET
            raise _away(fault) from None
        try:
            self._hand_over(connection, message)
        except OSError as fault:
            raise _away(fault) from None
        finally:
            connection.close()

    def _connect(self) -> "smtplib.SMTP":
        import smtplib
        import ssl

        to, trusted = self._server, ssl.create_default_context()
        if to.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                to.host, to.port, local_hostname=self.domain, timeout=STEP, context=trusted
            )
        else:
            connection = smtplib.SMTP(to.host, to.port, local_hostname=self.domain, timeout=STEP)
        try:
            if to.scheme == "smtp+starttls":
                connection.starttls(context=trusted)
            if to.user:
                connection.login(to.user, to.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _hand_over(self, connection: "smtplib.SMTP", message: EmailMessage) -> None:
        import smtplib

        connection.ehlo_or_helo_if_needed()
        _expect(connection.mail(self._sender))
        code, said = connection.rcpt(str(message["To"]))
        if code in NO_MAILBOX and code != SIGN_IN_FIRST and not said.startswith(REFUSES_US):
            raise NoMailbox
        _expect((code, said))
        if connection.sock is not None:
            connection.sock.settimeout(LAST_STEP)
        _expect(connection.data(message.as_bytes()))
        with suppress(smtplib.SMTPException, OSError):  # it has the message
            connection.quit()


def _expect(answer: tuple[int, bytes]) -> None:
    import smtplib

    code, said = answer
    if code not in range(200, 300):
        raise smtplib.SMTPResponseException(code, said)


def _away(fault: OSError) -> Away:
    """Say what happened without the server's words, which often repeat an address."""
    return Away(f"{type(fault).__name__} {getattr(fault, 'smtp_code', '')}".strip())


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
