"""Making a draft final, and what stands in the way (docs/domain.md §6)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frameworks import models

LEAST_QUESTIONS, MOST_QUESTIONS = 2, 5


def publish(framework: models.Framework) -> None:
    """Publish a draft; raises ValidationError with every fault when it is not complete, or not a draft."""
    with transaction.atomic():
        held = models.Framework.objects.select_for_update().get(pk=framework.pk)
        if held.state != models.Framework.State.DRAFT:
            raise ValidationError(_("This version has been published already."))
        faults = missing(held)
        if faults:
            raise ValidationError(faults)
        held.state, held.published_at = models.Framework.State.PUBLISHED, timezone.now()
        held.save(update_fields=["state", "published_at"])
    framework.refresh_from_db()


def missing(framework: models.Framework) -> list[str]:
    """What a draft lacks to be published, in words; empty when it is complete."""
    return [*_empty_parts(framework), *_unready_criteria(framework), *_unjudged_pairs(framework)]


def _empty_parts(framework: models.Framework) -> list[str]:
    present = set(framework.criteria.values_list("part", flat=True))
    return [
        _("The part “%(part)s” has no criterion.") % {"part": part.label}
        for part in models.Criterion.Part
        if part.value not in present
    ]


def _unready_criteria(framework: models.Framework) -> list[str]:
    faults = []
    rows = framework.criteria.annotate(
        asked=Count("questions", distinct=True),
        described=Count("descriptions", distinct=True),
        on_scale=Count("scale__levels", distinct=True),
    )
    for row in rows:
        if not LEAST_QUESTIONS <= row.asked <= MOST_QUESTIONS:
            faults.append(
                ngettext(
                    "%(criterion)s has %(count)d guiding question; it needs two to five.",
                    "%(criterion)s has %(count)d guiding questions; it needs two to five.",
                    row.asked,
                )
                % {"criterion": row, "count": row.asked}
            )
        if row.described != row.on_scale:
            faults.append(
                _("%(criterion)s describes %(described)d of the %(levels)d levels of its scale.")
                % {"criterion": row, "described": row.described, "levels": row.on_scale}
            )
    return faults


def _unjudged_pairs(framework: models.Framework) -> list[str]:
    part = models.Criterion.Part
    judged = {
        (row.part, row.institution_id, row.characteristic_id, row.activity_id) for row in framework.criteria.all()
    }
    activities = list(framework.activities.all())
    faults = [
        _("%(activity)s has no criterion in the part “%(part)s”.") % {"activity": activity, "part": wanted.label}
        for activity in activities
        for wanted in (part.NEED, part.CONTRIBUTION)
        if (wanted.value, None, None, activity.pk) not in judged
    ]
    characteristics = list(framework.characteristics.all())
    return faults + [
        _("%(institution)s is not judged on %(characteristic)s.")
        % {"institution": institution, "characteristic": characteristic}
        for institution in framework.institutions.all()
        for characteristic in characteristics
        if (part.GOVERNANCE.value, institution.pk, characteristic.pk, None) not in judged
    ]
