"""The messages that a page brings along, which can be asked what one request has said."""

from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.fallback import FallbackStorage


class Told(FallbackStorage):
    """Django's own storage; tells whether this request's answer is a refusal."""

    @property
    def told(self) -> list[tuple[int, str]]:
        """Level and text of what this request has said."""
        queued: list[Message] = self._queued_messages  # type: ignore[attr-defined]  # of every storage of Django's
        return [(message.level, str(message.message)) for message in queued]

    @property
    def tells_of_an_error(self) -> bool:
        """Whether this request has said that something was not done."""
        return any(level >= constants.ERROR for level, _text in self.told)
