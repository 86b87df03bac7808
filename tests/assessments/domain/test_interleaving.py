"""Pages, retries and lost answers in any order: nothing is overwritten unseen, and every accepted text is kept."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import models
from assessments.domain import ratings
from assessments.domain.editing import Stale
from assessments.domain.judgement import Judgement

# 10,000 saves in all; on the second database shorter runs, as many: what may go wrong there is a single save.
PAGES, SAVES, RUNS = 4, 100 if connection.vendor == "sqlite" else 25, 100
ACTS = st.sampled_from(["save", "save", "lost", "never arrived", "again", "reload"])


@dataclass
class Page:
    """What one browser knows: the revision it saw, the save it last sent, and the ids of those it heard nothing of."""

    by: object
    seen: int = 0
    sent: tuple[UUID, Judgement] | None = None
    unanswered: set[UUID] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)


class Trial:
    """One rating in front of several pages, and the texts that the server accepted."""

    def __init__(self, rating: models.Rating, people: list) -> None:
        self.rating = rating
        self.pages = [Page(by=people[number % len(people)]) for number in range(PAGES)]
        self.accepted: list[str] = []

    def act(self, page: Page, act: str) -> None:
        """One thing that happens to a page."""
        if act == "reload":
            page.seen, page.unanswered = models.Rating.objects.get(pk=self.rating.pk).revision, set()
        elif act == "again":
            self._send(page, heard=True)
        else:
            page.sent = (uuid4(), Judgement("level", 1, justification=f"Text {uuid4()}"))
            page.typed.add(page.sent[1].justification)
            page.unanswered.add(page.sent[0])
            if act != "never arrived":
                self._send(page, heard=act == "save")

    def _send(self, page: Page, *, heard: bool) -> None:
        if page.sent is None:
            return
        mutation, judgement = page.sent
        how = {"seen": page.seen, "by": page.by}
        before = models.Rating.objects.get(pk=self.rating.pk)
        try:
            saved = ratings.save_rating(
                self.rating, judgement, mutation=mutation, unanswered=page.unanswered - {mutation}, **how
            )
        except Stale as stale:
            if heard:  # the person reads both versions, and decides
                page.seen, page.unanswered = stale.current.revision, set()
            return
        assert before.revision == page.seen or before.justification in page.typed, "overwritten unseen"
        self.accepted.append(judgement.justification)
        if heard:
            page.seen, page.unanswered = saved.revision, set()

    def kept(self) -> set[str]:
        """Every text that is in the rating or its history."""
        return set(self.rating.history.values_list("justification", flat=True))


@settings(
    max_examples=RUNS,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.large_base_example],
)
@given(acts=st.lists(st.tuples(st.integers(0, PAGES - 1), ACTS), min_size=SAVES, max_size=SAVES))
def test_every_accepted_text_is_kept_whatever_the_order(rating, cast, acts: list[tuple[int, str]]) -> None:
    with transaction.atomic():
        trial = Trial(rating, [cast.anna, cast.joris])
        for number, act in acts:
            trial.act(trial.pages[number], act)
        stored = models.Rating.objects.get(pk=rating.pk)
        assert set(trial.accepted) <= trial.kept()
        assert stored.revision == rating.history.count() - 1
        assert stored.justification == (trial.accepted[-1] if trial.accepted else "")
        transaction.set_rollback(True)
