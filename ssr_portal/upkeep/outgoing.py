"""Mail on its way out: one message to one address is one task, tried again until the mail server has taken it.

So a server that is away loses no mail, and nobody gets a message twice because another's could not be sent.
"""

from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.core.mail import send_mail
from django_tasks import task

from ssr_portal.upkeep.queues import FIRST, MAIL

LASTING = 500  # RFC 5321, 4.2.1: from here on the server says that trying again is of no use
by_mail = task(queue_name=MAIL, priority=FIRST)


class NotNow(Exception):
    """The message could not be sent just now; the worker tries again (`db_worker`)."""


@by_mail
def send(subject: str, body: str, address: str) -> None:
    """Send a message, sooner or later."""
    deliver(subject, body, address)


def deliver(subject: str, body: str, address: str) -> None:
    """Hand a message to the mail server. Raises NotNow, or what the server said where it refuses this message for ever."""
    try:
        send_mail(subject, body, None, [address])
    except OSError as error:  # whatever the mail server answers, or that it does not
        if is_refused_for_ever(error):
            raise
        raise NotNow from error


def is_refused_for_ever(error: OSError) -> bool:
    """Whether the server refuses this address or these words. What it has against the portal itself can be mended meanwhile."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= LASTING for code, _words in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= LASTING
