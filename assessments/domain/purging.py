"""What is removed of assessments once nobody needs it any more (docs/operator.md, "What is removed")."""

from django.utils import timezone

from assessments.domain import attachments, presence
from assessments.models import Presence


def purge() -> dict[str, int]:
    """Remove places of people who left, and leftovers of uploads; how many of each."""
    return {
        "presences": Presence.objects.filter(at__lt=timezone.now() - presence.REMEMBERED).delete()[0],
        "leftovers of uploads": attachments.sweep(),
    }
