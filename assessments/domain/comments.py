"""The dialogue on an assessment: remarks on single ratings or the whole, answers, settling and reopening."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import access
from assessments.domain import belonging
from assessments.models import Assessment, Comment, Rating
from ssr_portal.accounts.models import Person

Act = Comment.Act


def say(assessment: Assessment, text: str, *, by: Person, rating: Rating | None = None, flag: str = "") -> Comment:
    """Open a thread on a rating, or on the whole; raises PermissionDenied where the assessment takes no remarks of theirs."""
    with transaction.atomic():
        held = _hold(assessment, by=by)
        return _add(Comment(assessment=held, rating=rating, by=by, text=text, flag=flag))


def answer(thread: Comment, text: str, *, by: Person, act: str = Act.SAID) -> Comment:
    """Add to a thread; a reviewer settles it, anybody of the dialogue reopens it. Raises PermissionDenied."""
    with transaction.atomic():
        held = _hold(thread.assessment, by=by)
        if act == Act.SETTLED and not held.i_review:
            raise PermissionDenied(_("A reviewer settles a remark."))
        return _add(Comment(assessment=held, rating_id=thread.rating_id, thread=thread, by=by, text=text, act=act))


def _add(said: Comment) -> Comment:
    belonging.require(said, said.assessment)
    said.save(force_insert=True)
    return said


def _hold(assessment: Assessment, *, by: Person) -> Assessment:
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    held = access.assessment_to_read(by, assessment.reference)
    if not access.rights(by, held).comment:
        raise PermissionDenied(_("This assessment takes no remarks now."))
    return held
