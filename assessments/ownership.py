"""What an assessment owns: every table once, with what becomes of its rows.

Copies, triggers, the scorecard, the shared edition, fingerprints, moves between versions, removals and four eyes all derive from
this list. A new kind of record is added here, and nowhere else in a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import ForeignKey, Model, QuerySet

from assessments import models
from assessments.models import Assessment
from frameworks.models.framework import Item


class Copied(Enum):
    """Which copies of an assessment take the rows along (docs/domain.md §5)."""

    ALWAYS = "into a new period, and into a corrected revision"
    REVISION = "into a corrected revision, which says the same again so that it can be mended"
    NEVER = "who was told what, when, belongs to the one that it was said of"


class Read(Enum):
    """When the scorecard's dossier reads the rows; a change of what it reads changes the assessment's stamp."""

    SCORING = "always"
    REPORT = "for pages and papers that show everything"
    APART = "always, and not among the small tables"
    NEVER = "never"


class Shared(Enum):
    """What the shared edition contains of the rows."""

    WHOLLY = "all of them"
    BY_AUDIENCE = "those whose audience is shareable"
    NEVER = "none of them"


@dataclass(frozen=True, kw_only=True)
class Owned:
    """One table. What is not said is the careful answer: not shared, final with the approval, counting for four eyes."""

    model: type[Model]
    through: str = ""  # the foreign key to the owned row that it hangs on; empty: it has an `assessment` of its own
    copied: Copied
    read: Read = Read.NEVER
    shared: Shared = Shared.NEVER
    printed: bool = True  # of what is read: whether a report says it, and its fingerprint counts it
    since: int = 3  # the form of the fingerprint that first knew it: in an older one it is left out while it is empty
    final: bool = True  # whether the database refuses any change once the assessment is approved
    piece: bool = False  # saved with the row that it hangs on, and guarded by that row's revision
    contributes: bool = True  # whether writing it is contributing to the assessment, where it has a history

    @property
    def path(self) -> str:
        """The look-up that leads from a row to its assessment."""
        return f"{self.through}__assessment" if self.through else "assessment"

    @property
    def is_contribution(self) -> bool:
        """Whether each row of its history names somebody who contributed to the assessment."""
        return self.contributes and not self.through and hasattr(self.model, "history")

    @property
    def owner(self) -> str:
        """SQL for the key of the assessment to which `{row}`, OLD or NEW in a trigger, belongs."""
        if not self.through:
            return '{row}."assessment_id"'
        field = getattr(self.model, self.through).field
        table = field.related_model._meta.db_table
        return f'(SELECT o."assessment_id" FROM "{table}" o WHERE o."id" = {{row}}."{field.column}")'

    @property
    def rests_on(self) -> tuple["ForeignKey[Any, Any]", ...]:
        """The fields that name an item of the framework, other than through a criterion."""
        fields = self.model._meta.concrete_fields
        keys = (each for each in fields if isinstance(each, ForeignKey))
        return tuple(key for key in keys if isinstance(key.related_model, type) and issubclass(key.related_model, Item))

    def rows_of(self, assessment: Assessment) -> QuerySet[Any]:
        """Its rows in one assessment."""
        return self.model._default_manager.filter(**{self.path: assessment})


ALWAYS, REVISION, NEVER = Copied
SCORING, REPORT, APART = Read.SCORING, Read.REPORT, Read.APART
WHOLLY, BY_AUDIENCE = Shared.WHOLLY, Shared.BY_AUDIENCE

# In this order they are copied: what a row points at stands above it.
OWNED = (
    Owned(model=models.Context, copied=ALWAYS, read=APART, shared=WHOLLY),  # read with the assessment itself
    Owned(model=models.Programme, copied=ALWAYS, read=SCORING, shared=WHOLLY, since=1),
    Owned(
        model=models.ProgrammeActivity,
        through="programme",
        copied=ALWAYS,
        read=SCORING,
        shared=WHOLLY,
        since=1,
        piece=True,
    ),
    Owned(model=models.Rating, copied=REVISION, read=APART, shared=BY_AUDIENCE),
    Owned(model=models.Evidence, copied=REVISION, read=SCORING, shared=BY_AUDIENCE, since=1),
    Owned(
        model=models.EvidenceLink,  # saved with its rating, whose history names the writer; shared with its evidence
        through="rating",
        copied=REVISION,
        read=SCORING,
        shared=WHOLLY,
        since=1,
    ),
    Owned(model=models.Assumption, copied=ALWAYS, read=REPORT, shared=WHOLLY, since=1),
    Owned(model=models.Actor, copied=ALWAYS, read=REPORT, shared=BY_AUDIENCE, since=1),
    Owned(model=models.Risk, copied=ALWAYS, read=REPORT, shared=BY_AUDIENCE, since=1),
    Owned(model=models.Consultation, copied=REVISION, read=SCORING, shared=WHOLLY, since=1),
    Owned(model=models.Reply, copied=REVISION, read=SCORING, shared=BY_AUDIENCE, since=2),
    Owned(model=models.Goal, copied=ALWAYS, read=REPORT, shared=WHOLLY, since=1),
    Owned(model=models.GoalActivity, through="goal", copied=ALWAYS, read=REPORT, shared=WHOLLY, since=1, piece=True),
    Owned(model=models.GoalInstitution, through="goal", copied=ALWAYS, read=REPORT, shared=WHOLLY, since=1, piece=True),
    Owned(model=models.Indicator, copied=ALWAYS, read=REPORT, shared=WHOLLY, since=1),
    Owned(model=models.Priority, copied=REVISION, read=REPORT, shared=WHOLLY, since=1),
    Owned(model=models.Action, copied=REVISION, read=REPORT, shared=WHOLLY, since=1),
    Owned(
        model=models.ActionProgress,  # how an action stands goes on after approval
        through="action",
        copied=REVISION,
        read=REPORT,
        shared=WHOLLY,
        since=1,
        final=False,
    ),
    Owned(model=models.OpenPart, copied=NEVER, read=REPORT, shared=WHOLLY, since=1),
    Owned(model=models.LeftBehind, copied=REVISION, read=REPORT, since=2),
    Owned(model=models.Comment, copied=NEVER, read=SCORING, printed=False),
    Owned(model=models.AudienceRule, copied=ALWAYS, read=SCORING, shared=WHOLLY, since=1),
    Owned(model=models.ReviewMark, through="rating", copied=NEVER),
    Owned(model=models.Assignment, copied=NEVER, contributes=False),  # who does what says nothing of the country
    Owned(model=models.VersionMove, copied=NEVER),
    Owned(model=models.EarlierReference, copied=NEVER),
    # The timeline, what is made of an assessment, who may read it and who has it open go on after approval.
    Owned(model=models.Event, copied=NEVER, final=False),
    Owned(model=models.StoredFigures, copied=NEVER, final=False),
    Owned(model=models.Report, copied=NEVER, final=False),  # but for the final one: `frozen`
    Owned(model=models.Share, copied=NEVER, final=False),
    Owned(model=models.ShareSeen, through="share", copied=NEVER, final=False),
    Owned(model=models.Presence, copied=NEVER, final=False),
    Owned(model=models.Stamp, copied=NEVER, final=False),
)

# A file is shared by the evidence of copies and never changes; what is on several assessments is of whoever asked.
NOT_OWNED = (
    models.Attachment,
    models.CombinedReport,
    models.CombinedReportItem,
    models.Bundle,
    models.BundleItem,
    models.SampleReport,
)


def of(model: type[Model]) -> Owned:
    """What is said of a table; raises KeyError for one that no assessment owns."""
    return _BY_MODEL[model]


def read_when(*occasions: Read) -> Iterator[Owned]:
    """The small tables that a dossier reads on these occasions, in order."""
    return (each for each in OWNED if each.read in occasions)


_BY_MODEL = {each.model: each for each in OWNED}
