"""The dialogue on an assessment: remarks on single ratings or the whole, answers, settling and reopening."""

from contextlib import AbstractContextManager

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from assessments.domain import belonging, rules
from assessments.domain.editing import holding
from assessments.models import Assessment, Comment, Rating
from assessments.seat import Seat
from ssr_portal.accounts.models import Person

Act = Comment.Act


def say(assessment: Assessment, text: str, *, by: Person, rating: Rating | None = None, flag: str = "") -> Comment:
    """Open a thread on a rating, or on the whole.

    Raises PermissionDenied where the assessment takes no remarks of theirs, or ValidationError.
    """
    with _holding(assessment, by=by) as seat:
        return _add(Comment(assessment=seat.assessment, rating=rating, by=by, text=text, flag=flag))


def answer(thread: Comment, text: str, *, by: Person, act: str = Act.SAID) -> Comment:
    """Add to a thread; a reviewer settles it, anybody of the dialogue reopens it. Raises PermissionDenied or ValidationError."""
    with _holding(thread.assessment, by=by) as seat:
        if act == Act.SETTLED and not seat.reviewer:
            raise PermissionDenied(_("A reviewer settles a remark."))
        about = {"rating_id": thread.rating_id, "thread": thread}
        return _add(Comment(assessment=seat.assessment, **about, by=by, text=text, act=act))


def _holding(assessment: Assessment, *, by: Person) -> AbstractContextManager[Seat]:
    refusal = _("This assessment takes no remarks now.")
    return holding(assessment, by=by, may=lambda rights: rights.can_comment, refusal=refusal)


def _add(said: Comment) -> Comment:
    rules.require(said)
    belonging.require(said, said.assessment)
    said.save(force_insert=True)
    return said
