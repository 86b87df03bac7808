"""Where mail goes while no mail server is set: into files that the operator alone reads, never into the log."""

import logging
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

logger = logging.getLogger(__name__)
KEPT = timedelta(days=7)  # links to set a password in them live for an hour


class KeptAsFiles(BaseEmailBackend):
    """One file a message, in the folder `mail` of DATA_DIR."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep them; a line in the log says so, without addresses and words."""
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            name = folder / f"{timezone.now():%Y%m%d-%H%M%S}-{uuid4().hex[:8]}.eml"
            with os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(message.message().as_bytes())
            logger.warning("no mail server is set (EMAIL_HOST): a message was not sent but kept as %s", name)
        return len(email_messages)


def _folder() -> Path:
    return settings.DATA_DIR / "mail"


def forget_old() -> int:
    """Remove those that were kept for a week; how many."""
    before = (timezone.now() - KEPT).timestamp()
    old = [file for file in _folder().glob("*.eml") if file.stat().st_mtime < before]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)
