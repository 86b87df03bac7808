"""Remarks folded into threads: who said what, and how each thread stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.models import Comment

OPEN, ANSWERED, SETTLED = "open", "answered", "settled"
Act = Comment.Act


@dataclass(frozen=True, slots=True)
class Thread:
    """A remark with what followed; `rating` is None where it is on the whole."""

    first: Comment
    answers: tuple[Comment, ...]

    @property
    def pk(self) -> int:
        """The key of the first contribution."""
        return self.first.pk

    @property
    def entries(self) -> tuple[Comment, ...]:
        """All contributions in order."""
        return (self.first, *self.answers)

    @property
    def state(self) -> str:
        """Settled until reopened; answered when the last word is not of who began; otherwise open."""
        turns = [each.act for each in self.answers if each.act != Act.SAID]
        if turns and turns[-1] == Act.SETTLED:
            return SETTLED
        return ANSWERED if self.entries[-1].by_id != self.first.by_id else OPEN

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.state == SETTLED


def threads(comments: Iterable[Comment]) -> tuple[Thread, ...]:
    """The threads in the order in which they began."""
    firsts: dict[int, Comment] = {}
    answers: dict[int, list[Comment]] = {}
    for each in comments:
        if each.thread_id is None:
            firsts[each.pk] = each
        else:
            answers.setdefault(each.thread_id, []).append(each)
    return tuple(Thread(first, tuple(answers.get(pk, ()))) for pk, first in firsts.items())
