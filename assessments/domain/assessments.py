"""Opening an assessment: new, as a copy for a new period, or as a correction of an approved one."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments import access
from assessments.domain import copying, correcting, depth, handing_on, places, references, rules
from assessments.domain.editing import NotOpen, Stale, editing, holding, touch
from assessments.models import Assessment, Context, Event
from assessments.seat import Seat
from frameworks.models import Framework
from ssr_portal.accounts.models import Organisation, Person
from ssr_portal.values import money

PLACE = ("country", "period_start", "period_end")


def open_assessment(assessment: Assessment, *, by: Person, source: Assessment | None = None) -> Assessment:
    """Store a new assessment with its unrated ratings, and with what `source`, an approved earlier one, hands on.

    Raises PermissionDenied for who does not assess for the organisation, and ValidationError when somebody was quicker to open
    one of the same country and period. Organisations open one at a time, so that two never ask for the same reference.
    """
    with transaction.atomic():
        if (
            not access.organisations_to_assess_for(by)
            .select_for_update(of=("self",))
            .filter(pk=assessment.organisation_id)
        ):
            raise PermissionDenied(_("Only an assessor of this organisation can open an assessment for it."))
        if source is not None and source.is_demonstration:  # what was invented stays so in a copy
            assessment.is_demonstration = True
        _refuse_double(assessment)
        require_sound(assessment)
        if source is not None:
            require_source(source, organisation=assessment.organisation, country=assessment.country)
            if not access.sources_to_copy(by).filter(pk=source.pk).exists():
                raise PermissionDenied(_("Only an approved assessment of your organisation can be copied."))
        assessment.reference = references.of_new(assessment)
        assessment.opened_by = assessment.changed_by = by
        assessment.copied_from = source
        assessment._history_user = by
        assessment.save(force_insert=True)
        if source is None:
            Context.objects.create(assessment=assessment)
        else:
            copying.copy_records(source, assessment, copying.NEW_PERIOD)
        depth.ask_the_rest(assessment)
        if source is not None:
            handing_on.hand_on(source, assessment)
        _note(assessment, Event.Kind.COPIED if source else Event.Kind.OPENED, by, source.reference if source else "")
    return assessment


def require_sound(assessment: Assessment) -> None:
    """Refuse a cover that no assessment can be opened with; raises ValidationError by field."""
    rules.require(assessment)
    require_currency(assessment.currency, assessment.period_start, assessment.period_end)
    if not Framework.objects.published().filter(pk=assessment.framework_id).exists():
        raise ValidationError({"framework": _("Only a published framework can be assessed on.")})


def require_currency(code: str, start: date, end: date) -> None:
    """The assessment's own currency was in use in its period, or is today (docs/domain.md §4); else ValidationError."""
    if not money.fits(code, start, end):
        said = _("%(currency)s was not in use in this period.") % {"currency": money.CURRENCIES[code].label}
        raise ValidationError({"currency": said})


def require_source(source: Assessment, *, organisation: Organisation | None, country: str | None) -> None:
    """A source is of the same donor and country, as far as they are known; raises ValidationError by field."""
    if organisation and source.organisation_id != organisation.pk:
        raise ValidationError({"source": _("This is an assessment of another organisation.")})
    if country and source.country != country:
        raise ValidationError({"source": _("This is an assessment of another country.")})


def _refuse_double(assessment: Assessment) -> None:
    there = places.holder(assessment)
    if there is not None:
        raise ValidationError(
            {
                "country": _("Your organisation has an assessment of this country and period already: %(reference)s.")
                % {"reference": there.reference}
            }
        )


def correct(approved: Assessment, *, by: Person) -> Assessment:
    """Open the next revision of an approved assessment: a copy of everything, which supersedes it once approved.

    Raises Http404 or PermissionDenied for whom may not, and NotOpen when it is not approved, or has such a revision already.
    """
    with holding(approved, by=by, may=lambda rights: rights.assessor) as seat:
        held = seat.assessment
        if not held.is_approved or Assessment.objects.standing().filter(supersedes=held).exists():
            raise NotOpen(held)
        revision = Assessment(
            **{
                name: getattr(held, name)
                for name in (
                    "organisation",
                    "framework",
                    "country",
                    "period_start",
                    "period_end",
                    "depth",
                    "valid_until",
                    "currency",
                    "marking",
                    "tlp",
                    "is_demonstration",
                )
            },
            opened_by=by,
            changed_by=by,
            copied_from=held.copied_from,
            supersedes=held,
        )
        revision.revision_number = _next_revision(held)
        revision.reference = references.of_revision(revision)
        revision._history_user = by
        revision.save(force_insert=True)
        copying.copy_records(held, revision, copying.REVISION)
        _note(revision, Event.Kind.COPIED, by, held.reference)
    return revision


def _next_revision(held: Assessment) -> int:
    same = Assessment.objects.filter(
        organisation=held.organisation,
        country=held.country,
        period_start=held.period_start,
        period_end=held.period_end,
        is_demonstration=held.is_demonstration,
    )
    last: int = same.aggregate(last=Max("revision_number"))["last"]
    return last + 1


def _note(assessment: Assessment, kind: str, by: Person, note: str) -> None:
    Event.objects.create(assessment=assessment, kind=kind, by=by, note=note, judged_revision=assessment.revision)


def change_facts(
    assessment: Assessment, fields: Collection[str], *, seen: int, by: Person, agreed: str = ""
) -> Assessment:
    """Store the named facts of the cover, which the reference follows.

    Raises Http404 or PermissionDenied for whom may not, NotOpen, Stale when the cover changed since `seen`, ValidationError when
    another assessment has this country and period; and, of country and framework, what `correcting.correct` raises: `agreed` is
    for that. One at a time in an organisation, as with opening.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=assessment.organisation_id)
        with editing(assessment, by=by) as seat:
            held = seat.assessment
            if held.facts_revision != seen:
                raise Stale(held)
            if "is_demonstration" in fields:
                raise ValidationError({"is_demonstration": _("This is said when an assessment is opened, and stays.")})
            if any(getattr(held, name) != getattr(assessment, name) for name in PLACE):
                _refuse_double(assessment)
            rules.require(assessment, fields)
            if assessment.currency != held.currency:
                require_currency(assessment.currency, assessment.period_start, assessment.period_end)
            wanted = {name: getattr(assessment, name) for name in fields}
            if "framework" in correcting.correct(seat, wanted, agreed=agreed):
                _count_apart(seat, wanted)
            if wanted.get("depth", held.depth) != held.depth:
                depth.change(held, wanted["depth"], by=by)
            assessment.facts_revision = held.facts_revision + 1
            references.follow(assessment)
            assessment._history_user = by
            assessment.save(update_fields=[*fields, "facts_revision", "reference"])
    return assessment


def _count_apart(seat: Seat, wanted: Mapping[str, Any]) -> None:
    """Where more than the framework changes in one save, count it as another: taking the framework back would not restore all."""
    if any(getattr(seat.assessment, name) != value for name, value in wanted.items() if name != "framework"):
        touch(seat)
