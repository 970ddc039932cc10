"""The digest by e-mail, where the settings ask for it: at most once a week, over TLS.

That a week is being sent is remembered before the server is spoken to, and forgotten only when it refuses: whoever is
cut off in between gets no letter rather than two.
"""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from dialogbot.config import Config, MailConfig, read_password
from dialogbot.domain import DialogbotError, Notice
from dialogbot.notices import plain
from dialogbot.report import digest
from dialogbot.report.attached import attachments
from dialogbot.store import Store
from dialogbot.texts import Texts

_TIMEOUT = 30.0  # seconds


class MailError(DialogbotError):
    """A letter was not sent."""


def mail_when_due(store: Store, config: Config, texts: Texts, now: datetime) -> bool:
    """Send the digest that was due last by e-mail, once; say whether it was sent now. Raises ``MailError``."""
    if not config.mail.host:
        return False
    week = digest.week_due(store, now=now, settings=config.digest, zone=config.zone)
    if week is None or not store.outbox.first_time(_key(week), now):
        return False
    try:
        figures = digest.figures(store, week, config.zone, digest.house(config))
        written = digest.notice(figures, texts, content=config.alerts.content)
        beside = [(one.name, one.content()) for one in attachments(store, week, written, texts)]
        made = letter(written, config.mail, subject=digest.heading(week, texts), now=now, attachments=beside)
        send(made, config)
    except DialogbotError:
        store.outbox.forget_command(_key(week))
        raise
    return True


def letter(
    notice: Notice,
    settings: MailConfig,
    *,
    subject: str,
    now: datetime,
    attachments: Sequence[tuple[str, bytes]] = (),
) -> EmailMessage:
    """Write a letter; an attachment is a name, whose ending says its type, and its bytes."""
    made = EmailMessage()
    made["Subject"] = " ".join(subject.split())
    made["From"] = settings.sender
    made["To"] = ", ".join(settings.to)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2] or None)
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(plain(notice) + "\n")
    for name, data in attachments:
        main, _, sub = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
        made.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return made


def send(message: EmailMessage, config: Config) -> None:
    """Hand a letter to the server. Raises ``MailError``, without what was said to the server, or ``ConfigError``."""
    import smtplib  # noqa: PLC0415 - only few libraries want letters
    import ssl  # noqa: PLC0415 - the same

    settings, context = config.mail, ssl.create_default_context()
    password = read_password(config, os.environ) if settings.user else ""
    try:
        with (
            smtplib.SMTP_SSL(settings.host, settings.port, timeout=_TIMEOUT, context=context)
            if settings.tls == "ssl"
            else smtplib.SMTP(settings.host, settings.port, timeout=_TIMEOUT)
        ) as server:
            if settings.tls == "starttls":
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, password)
            server.send_message(message)
    except (OSError, UnicodeEncodeError, smtplib.SMTPException) as error:
        raise MailError(f"the mail server {settings.host} {_complaint(error)}") from None


def _complaint(error: Exception) -> str:
    """Say what is wrong with a mail server, in words of ours: its own may repeat what it was told."""
    import smtplib  # noqa: PLC0415 - only few libraries want letters
    import ssl  # noqa: PLC0415 - the same

    known = (
        (smtplib.SMTPAuthenticationError, "refused user and password with code {0.smtp_code}"),
        (smtplib.SMTPResponseException, "refused the letter with code {0.smtp_code}"),
        (smtplib.SMTPRecipientsRefused, "takes letters to none of the addresses in [mail] to"),
        (smtplib.SMTPNotSupportedError, "does not offer what [mail] asks for: TLS, or a password"),
        (UnicodeEncodeError, "can be told only a user and a password with no other letters than a to z"),
        (ssl.SSLCertVerificationError, "shows a certificate that is not to be trusted: {0.verify_message}"),
        (ssl.SSLError, "does not speak TLS as [mail] asks for it: tls is starttls with port 587, ssl with 465"),
        (smtplib.SMTPException, "could not be used: {1}"),
        (OSError, "cannot be reached: {1}"),
    )
    why = getattr(error, "strerror", None) or type(error).__name__
    return next(words for kind, words in known if isinstance(error, kind)).format(error, why)


def _key(week: digest.Week) -> str:
    return f"mail:{week}"
