"""What is removed once nobody needs it any more (docs/operator.md, "What is removed"). What approval stored stays for good."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import timezone

from assessments.domain import attachments, presence
from assessments.models import Bundle, BundleItem, CombinedReport, Presence, Report
from assessments.models.generated_file import GeneratedFile


def purge() -> dict[str, int]:
    """Remove made files that can be made again, places of people who left, and leftovers of uploads; how many of each."""
    before = timezone.now() - timedelta(days=settings.KEEP_FILES_DAYS)
    bundled = BundleItem.objects.filter(report__isnull=False).values("report")
    return {
        "bundles": _remove(Bundle.objects.filter(queued_at__lt=before)),
        "papers": _remove(CombinedReport.objects.filter(queued_at__lt=before)),
        "reports of drafts": _remove(Report.objects.filter(queued_at__lt=before, final=False).exclude(pk__in=bundled)),
        "presences": Presence.objects.filter(at__lt=timezone.now() - presence.REMEMBERED).delete()[0],
        "leftovers of uploads": attachments.sweep(),
    }


def _remove(old: QuerySet) -> int:
    """Delete the rows, then those of their files that no other row names: the same content is stored once."""
    rows = dict(old.values_list("pk", "file"))
    old.model.objects.filter(pk__in=rows).delete()
    names = set(rows.values()) - {""}
    for name in names - _named(names):
        default_storage.delete(name)
    return len(rows)


def _named(names: Iterable[str]) -> set[str]:
    makers: tuple[type[GeneratedFile], ...] = (Report, CombinedReport, Bundle)
    return {name for model in makers for name in model.objects.filter(file__in=names).values_list("file", flat=True)}
