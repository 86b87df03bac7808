"""What is unusual about an assessment that is to be approved (docs/domain.md §5): derived here for page and domain alike."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import contributors, models, scorecard, scoring
from assessments.scorecard import Dossier
from assessments.threads import threads

UNMARKED, REMARKED, BARE, INSUFFICIENT, LEFT_OPEN = "unmarked", "remarked", "bare", "insufficient", "left-open"
UNNAMED = "unnamed"
BESIDE, NO_RATE, UNSEEN, UNPRINTED = "beside", "no-rate", "unseen", "unprinted"


@dataclass(frozen=True, slots=True)
class Unusual:
    """One thing that is unusual, in words that follow "I approve with"; `of` names what it is true of, ratings by their keys."""

    kind: str
    words: str
    of: tuple[int | str, ...]


def unusual(dossier: Dossier) -> tuple[Unusual, ...]:
    """What is unusual, and nothing else, each with its figure; of a whole dossier. Three queries at most."""
    return (*_of_the_review(dossier), *_of_the_ratings(dossier), *_of_the_rest(dossier))


def mark(found: Iterable[Unusual]) -> str:
    """A short mark of what was found, which the tick names; empty where nothing is unusual."""
    said = [(each.kind, each.of) for each in found]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16] if said else ""


def statement(found: Iterable[Unusual]) -> str:
    """What the tick says."""
    return _("I approve with %(list)s") % {"list": get_text_list([each.words for each in found], _("and"))}


def require(assessment: models.Assessment, agreed: str) -> None:
    """Refuse an approval whose tick does not name all that is unusual now; raises ValidationError on `agreed`."""
    if fault := fault_of(agreed, now=mark(unusual(scorecard.dossier(assessment)))):
        raise ValidationError({"agreed": fault})


def fault_of(agreed: str, *, now: str) -> str:
    """What is wrong with a tick that was posted, where `now` is the mark of all that is unusual; empty where it is right."""
    if now and not agreed:
        return _("Tick that you approve with what is unusual, or return the assessment.")
    if now and agreed != now:
        return _("What is unusual has changed since you read it. Read the list again, and tick it.")
    return ""


def _of_the_review(dossier: Dossier) -> Iterator[Unusual]:
    ratings = dossier.scorecard.ratings
    rows = models.ReviewMark.objects.filter(rating__assessment=dossier.assessment).select_related("by")
    marks = {(each.rating_id, each.rating_revision) for each in contributors.counted(rows, dossier.assessment)}
    unmarked = tuple(each.pk for each in ratings if (each.pk, each.revision) not in marks)
    if unmarked:
        words = _("%(n)d of %(total)d ratings not individually judged")
        yield Unusual(UNMARKED, words % {"n": len(unmarked), "total": len(ratings)}, unmarked)
    said = threads(models.Comment.objects.filter(assessment=dossier.assessment))
    unsettled = tuple(each.pk for each in said if not each.is_settled)
    if unsettled:
        words = ngettext("%(n)d remark not settled", "%(n)d remarks not settled", len(unsettled))
        yield Unusual(REMARKED, words % {"n": len(unsettled)}, unsettled)


def _of_the_ratings(dossier: Dossier) -> Iterator[Unusual]:
    ratings = dossier.scorecard.ratings
    levels = [each for each in ratings if each.status == scoring.LEVEL]
    bare = tuple(each.pk for each in levels if not each.cited)
    if bare:
        words = _("%(n)d of %(total)d levels without evidence") % {"n": len(bare), "total": len(levels)}
        yield Unusual(BARE, words, bare)
    beside = tuple(each.pk for each in ratings if each.is_beside)
    if beside:
        words = _("%(n)d of %(total)d levels chosen beside what the strands say")
        yield Unusual(BESIDE, words % {"n": len(beside), "total": len(levels)}, beside)
    unnamed = tuple(each.pk for each in levels if each.unnamed)
    if unnamed:
        words = ngettext(
            "%(n)d level with a strand that names no evidence, though it is 3 or more or of high confidence",
            "%(n)d levels with a strand that names no evidence, though they are 3 or more or of high confidence",
            len(unnamed),
        )
        yield Unusual(UNNAMED, words % {"n": len(unnamed)}, unnamed)
    insufficient = tuple(each.pk for each in ratings if each.status == scoring.INSUFFICIENT)
    if insufficient:
        words = _("%(n)d of %(total)d ratings not judged for lack of evidence")
        yield Unusual(INSUFFICIENT, words % {"n": len(insufficient), "total": len(ratings)}, insufficient)


def _of_the_rest(dossier: Dossier) -> Iterator[Unusual]:
    card, records = dossier.scorecard, dossier.records
    left_open = [row.part for row in records[models.OpenPart]]
    if left_open:
        words = ngettext("%(n)d part left open", "%(n)d parts left open", len(left_open))
        yield Unusual(LEFT_OPEN, words % {"n": len(left_open)}, tuple(left_open))
    no_rate = tuple(each.pk for each in card.without_rate)
    if no_rate:
        words = ngettext(
            "%(n)d budget left out of the sums for lack of an exchange rate",
            "%(n)d budgets left out of the sums for lack of an exchange rate",
            len(no_rate),
        )
        yield Unusual(NO_RATE, words % {"n": len(no_rate)}, no_rate)
    reach = scorecard.reach(card, records)
    if not reach.shown:
        words = _("0 of %(total)d ratings that other organisations would see") % {"total": reach.total}
        yield Unusual(UNSEEN, words, (reach.total,))
    letters = scorecard.unprinted(dossier)
    if letters:
        words = ngettext(
            "%(n)d text with letters that the PDF cannot print",
            "%(n)d texts with letters that the PDF cannot print",
            len(letters),
        )
        yield Unusual(
            UNPRINTED, words % {"n": len(letters)}, tuple(f"{each.where}: {each.letters}" for each in letters)
        )
