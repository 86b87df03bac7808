"""Choosing who sees an assessment once it is shared (docs/domain.md §5): once for all or a part, with exceptions."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from assessments import scorecard
from assessments.domain.editing import Stale, editing
from assessments.models import Assessment, AudienceRule, Evidence, Rating
from assessments.models.assessment import Audience
from frameworks.models import Criterion
from ssr_portal.accounts.models import Person

FOLLOW = ""  # of a rating: as chosen for its part


def change(
    assessment: Assessment,
    chosen: Mapping[str, str],
    *,
    ratings: Collection[int] = (),
    records: Mapping[type[Any], Collection[int]] | None = None,
    to: str = FOLLOW,
    seen: str,
    by: Person,
) -> None:
    """Choose the audience of stretches, and set ratings and records to `to`; `seen` is the mark of what the page showed.

    A stretch is a part, programme-NUMBER, or nothing for the whole assessment; an empty audience takes its choice away.
    Evidence for reviewers only stays so. Raises NotOpen, PermissionDenied, ValidationError, and Stale when anybody changed an
    audience meanwhile: a group that is set must not take along what the person never saw.
    """
    with editing(assessment, by=by) as seat:
        held = seat.assessment
        dossier = scorecard.dossier(held)
        if scorecard.mark(dossier.scorecard, dossier.records) != seen:
            raise Stale(held)
        for stretch, audience in chosen.items():
            _choose(held, stretch, audience, by)
        if to not in {FOLLOW, *Audience.values}:
            raise ValidationError({"to": _("Choose who may see what is ticked.")})
        if any((records or {}).values()) and to == FOLLOW:
            raise ValidationError(
                {"to": _("Evidence, actors, risks and replies follow no part: choose who sees them.")}
            )
        _set(Rating.objects.filter(assessment=held, left_behind=False, pk__in=ratings), to, by)
        for model, keys in (records or {}).items():
            _set(model.objects.filter(assessment=held, pk__in=keys), to, by)


def _choose(held: Assessment, stretch: str, audience: str, by: Person) -> None:
    place = _place(held, stretch)
    if not stretch and audience == Audience.INTERNAL:
        audience = FOLLOW  # where nothing is chosen, it is internal
    rule = AudienceRule.objects.filter(assessment=held, **place).first()
    if rule is None and audience == FOLLOW or rule is not None and rule.audience == audience:
        return
    if audience not in {FOLLOW, *Audience.values}:
        raise ValidationError(_("Choose one of the audiences."))
    if rule is None:
        rule = AudienceRule(assessment=held, **place)
    rule._history_user = by
    if audience == FOLLOW:
        rule.delete()
        return
    rule.audience, rule.by, rule.revision = audience, by, rule.revision + 1
    rule.save()


def _place(held: Assessment, stretch: str) -> dict[str, Any]:
    programmes = {f"programme-{pk}": pk for pk in held.programmes.values_list("pk", flat=True)}
    if stretch in programmes:
        return {"part": "", "programme_id": programmes[stretch]}
    if stretch and stretch not in Criterion.Part.values:
        raise ValidationError(_("This part is not in the assessment any more."))
    return {"part": stretch, "programme_id": None}


def _set(rows: Any, to: str, by: Person) -> None:
    changed = list(rows.exclude(audience__in=[to, Evidence.Audience.RESTRICTED]))
    for row in changed:
        row.audience, row.revision = to, row.revision + 1
    if changed:
        bulk_update_with_history(changed, type(changed[0]), ["audience", "revision"], default_user=by)
