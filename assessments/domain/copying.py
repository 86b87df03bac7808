"""What a copy of an assessment takes along (docs/domain.md §5): every owned table is named here once, or left on purpose."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from assessments import models
from assessments.models import Assessment
from frameworks.models import Activity, Criterion, Framework, Institution

NEW_PERIOD = (
    models.Context,
    models.Actor,
    models.Risk,
    models.Programme,
    models.ProgrammeActivity,
    models.Assumption,
    models.Goal,
    models.GoalActivity,
    models.GoalInstitution,
    models.Indicator,
    models.AudienceRule,
)
# A correction says the same again, so that it can be mended; who was told what, when, belongs to the one superseded.
REVISION = (
    *NEW_PERIOD,
    models.Consultation,
    models.Rating,
    models.Evidence,
    models.EvidenceLink,
    models.Reply,
    models.Priority,
    models.Action,
    models.ActionProgress,
    models.LeftBehind,
)
# A stored file never changes: the copied evidence points at the same one.
LEFT = (
    models.EarlierReference,
    models.Bundle,
    models.BundleItem,
    models.Paper,
    models.PaperItem,
    models.Event,
    models.Comment,
    models.Digest,
    models.OpenPart,
    models.Presence,
    models.Report,
    models.Share,
    models.ShareSeen,
    models.VersionMove,
    models.Attachment,
    models.Assignment,
    models.ReviewMark,
)
# How each table is reached from its assessment.
REACHED = {
    models.ProgrammeActivity: "programme__assessment",
    models.GoalActivity: "goal__assessment",
    models.GoalInstitution: "goal__assessment",
    models.EvidenceLink: "rating__assessment",
    models.ActionProgress: "action__assessment",
}


def copy_records(source: Assessment, target: Assessment, tables: tuple[type[Model], ...]) -> None:
    """Copy the rows of the tables, pointing at the copies of what they pointed at.

    Pieces of the framework are found again by code; rows about pieces that the target's version lacks are left out.
    """
    counterpart = _counterparts(source.framework, target.framework)
    known: dict[tuple[type[Model], int], Model] = {(Assessment, source.pk): target}
    for model in tables:
        path = REACHED.get(model, "assessment")
        for row in model.objects.filter(**{path: source}).order_by("pk"):
            origin = row.pk
            if _repoint(row, known, counterpart):
                if isinstance(row, models.Programme):
                    row.copied_from_id = origin
                row.save(force_insert=True)
                known[model, origin] = row


def _counterparts(old: Framework, new: Framework) -> Callable[[type[Model], int], int | None]:
    if old.pk == new.pk:
        return lambda _model, pk: pk
    pairs: dict[tuple[type[Model], int], int] = {}
    for model, key in ((Activity, ("code",)), (Institution, ("code",)), (Criterion, ("part", "code"))):
        theirs = {row[1:]: row[0] for row in model.objects.filter(framework=new).values_list("pk", *key)}
        for row in model.objects.filter(framework=old).values_list("pk", *key):
            if row[1:] in theirs:
                pairs[model, row[0]] = theirs[row[1:]]
    return lambda model, pk: pairs.get((model, pk))


def _repoint(row: Any, known: dict, counterpart: Callable[[type[Model], int], int | None]) -> bool:
    """Point the row at copies; False when what it is about does not exist in the target."""
    for field in row._meta.concrete_fields:
        old = getattr(row, field.attname)
        if not field.is_relation or old is None:
            continue
        if (field.related_model, old) in known:
            setattr(row, field.name, known[field.related_model, old])
        elif field.related_model in (Activity, Institution, Criterion):
            new = counterpart(field.related_model, old)
            if new is None and not field.null:
                return False
            setattr(row, field.attname, new)
    row.pk, row._state.adding = None, True
    for name, value in {"revision": 0, "mutation": None}.items():
        if hasattr(row, name):
            setattr(row, name, value)
    return True
