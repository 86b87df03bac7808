"""A rating with all that belongs to it, as immutable values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments import answers, moments, scoring
from assessments.confidence import Support
from assessments.models import EvidenceLink
from assessments.models.assessment import Audience
from assessments.models.rating import Rating as RatingRow
from assessments.scorecard import words
from assessments.scorecard.comparability import Comparability
from frameworks import values as framework_values

NAMES_FROM = 3  # the value from which each strand names its evidence
SUPPORTS = EvidenceLink.Stance.SUPPORTS
Criterion = framework_values.Criterion
Subject = framework_values.Subject


@dataclass(frozen=True, slots=True)
class Cited:
    """A piece of evidence as one rating cites it."""

    number: int  # its place in the assessment's evidence list, from 1
    pk: int
    title: str
    kind: str
    grade: str
    stance: str
    place: str
    strands: tuple[str, ...] = ()  # those of the rating that it bears on; none: the rating as a whole


@dataclass(frozen=True, slots=True)
class LastTime:
    """What the earlier assessment said on the same criterion: never an answer of this one."""

    assessment: str
    period: str
    status: str
    level: int | None
    level_name: str
    justification: str
    comparability: Comparability
    bounds: tuple[int, int] | None = None  # the levels between which its answers left it
    harm_mark: str = ""  # as `Rating.harm_mark`


@dataclass(frozen=True, slots=True)
class Reply:
    """A national partner's answer to a rating; `who` is a kind of people, never a name."""

    pk: int
    stance: str
    text: str
    who: str
    evidence: str
    is_shareable: bool


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating with its criterion and what it rests on."""

    pk: int
    criterion: Criterion
    programme: int | None
    judged: scoring.Judged
    chosen: str  # the status as chosen; what lacks its reason counts as unrated
    reason: str
    tried: str
    justification: str
    confidence: str
    confidence_reason: str
    suggested: str
    own_audience: str  # empty where it follows the part or the assessment
    revision: int
    cited: tuple[Cited, ...]
    answers: Mapping[str, str] = field(default_factory=dict)  # by strand, in its order: `assessments.answers`
    level_reason: str = ""  # why another level than follows from them
    looked_back: bool = False  # the assessor asked for last time's level before answering
    harm: str = ""  # of a contribution: `models.Rating.Harm`
    harm_text: str = ""
    without_harm: int | None = None  # the level that grave harm made 0
    support: Support = Support()
    higher_needs: tuple[str, ...] = ()  # what the next higher confidence would need: `confidence.Suggestion`
    last: LastTime | None = None
    default_audience: str = Audience.INTERNAL  # of its part, programme or assessment
    withheld: bool = False  # internal, and this is the shared edition
    replies: tuple[Reply, ...] = ()
    previous_criterion: Criterion | None = (
        None  # of one to be confirmed: the criterion as it was when the rating was given
    )
    moment: str = ""  # start or end of the period, where its scale is asked at both
    handed_on: int | None = None  # of a start: the level of the end before it, which was taken over

    @property
    def code(self) -> str:
        """The criterion's code, with the moment: “F1a, at the start”."""
        return moments.named(self.criterion.code, self.moment)

    @property
    def title(self) -> str:
        """What is judged, with the moment."""
        return moments.named(self.criterion.title, self.moment)

    @property
    def name(self) -> str:
        """Code and title, with the moment."""
        return moments.named(f"{self.criterion.code} {self.criterion.title}", self.moment)

    @property
    def is_carried(self) -> bool:
        """Whether it says of the start what was said of the end before it."""
        return self.handed_on is not None and self.level == self.handed_on

    @property
    def handed_on_name(self) -> str:
        """The name of the level that was handed on."""
        return self.criterion.level_name(self.handed_on)

    @property
    def is_judged_anew(self) -> bool:
        """Whether another level was chosen for the start than for the end before it."""
        return self.handed_on is not None and self.level not in {None, self.handed_on}

    @property
    def audience(self) -> str:
        """Who sees it: its own audience, or the one that it follows."""
        return self.own_audience or self.default_audience

    @property
    def status(self) -> str:
        """Level, na, insufficient or unrated, as it counts."""
        return self.judged.status

    @property
    def is_evidence_withheld(self) -> bool:
        """Whether some of what it rests on is not shown to this reader, so that nothing is concluded from the rest."""
        return self.judged.evidence_withheld

    @property
    def said(self) -> scoring.Said:
        """What was chosen and said with it."""
        texts = (self.reason, self.tried, self.justification, self.confidence, self.confidence_reason)
        return scoring.Said(
            self.chosen,
            *texts,
            to_confirm=self.judged.to_confirm,
            level_reason=self.level_reason,
            unanswered=len(answers.unanswered(self.answers, self.criterion)),
            answered=len(self.answers),
            beside=self.is_beside,
            anew=self.is_judged_anew,
            asks_harm=self.criterion.may_harm and bool(self.criterion.strands),
            harm=self.harm,
            harm_text=self.harm_text,
        )

    @property
    def waits(self) -> bool:
        """Whether nothing was judged yet, or a strand waits for an answer: last time's level is shown once none does."""
        waiting = answers.unanswered(self.answers, self.criterion)
        return self.chosen == scoring.UNRATED or (bool(waiting) and self.chosen != scoring.NOT_APPLICABLE)

    @property
    def follows(self) -> int | None:
        """The level that follows from its answers; None where none does."""
        found = answers.outcome(self.answers, self.criterion)
        return None if found is None else found.level

    @property
    def is_beside(self) -> bool:
        """Whether another level was chosen than follows from its answers."""
        return self.judged.beside

    @property
    def is_by_description(self) -> bool:
        """Whether it was judged by an older version's description and waits for the answers to its strands."""
        return self.judged.to_confirm and bool(answers.unanswered(self.answers, self.criterion))

    @property
    def follows_name(self) -> str:
        """The name of the level that follows."""
        return self.criterion.level_name(self.follows)

    @property
    def stops(self) -> framework_values.Strand | None:
        """The strand that stops the level that follows, if any does."""
        return answers.stops(self.answers, self.criterion)

    @property
    def strand_marks(self) -> str:
        """The answers on one line: "a 3 · b 1"; empty without any."""
        return answers.on_one_line(self.answers, self.criterion)

    @property
    def unnamed(self) -> tuple[str, ...]:
        """The strands that should name their evidence and do not: of a level of 3 or more, or of high confidence."""
        if not self.answers or not ((self.judged.value or 0) >= NAMES_FROM or self.confidence == "high"):
            return ()
        named = {code for each in self.cited if each.stance == SUPPORTS for code in each.strands}
        return tuple(strand.code for strand in self.criterion.strands if strand.code not in named)

    @property
    def span(self) -> str:
        """Between which levels its answers leave it, "1–3"; empty where they leave one, or none follows."""
        lowest, highest = self.judged.bounds or (0, 0)
        return "" if lowest == highest else f"{lowest}–{highest}"

    @property
    def answered(self) -> tuple[tuple[framework_values.Strand, str, int, int], ...]:
        """Each strand with its answer in words, empty where it has none, and the steps from and to which that reaches."""
        return tuple(
            (strand, answers.in_words(text), *answers.reach(text, strand))
            for strand in self.criterion.strands
            for text in (self.answers.get(strand.code, ""),)
        )

    @property
    def level(self) -> int | None:
        """The level chosen, if any."""
        return self.judged.level

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The levels between which its answers leave it; None where nothing was answered."""
        return self.judged.bounds

    @property
    def given_level(self) -> int | None:
        """The level as it was given, whatever harm makes of it."""
        return self.level if self.without_harm is None else self.without_harm

    @property
    def harm_mark(self) -> str:
        """The harm that a programme did, in a few words beside the level; empty without any."""
        return words.of_harm(self.harm, self.without_harm, is_stepped=bool(self.criterion.strands))

    @property
    def harm_words(self) -> str:
        """What was found of harm, in words."""
        return str(RatingRow.Harm(self.harm).label)

    @property
    def level_name(self) -> str:
        """The name of the level chosen, if any."""
        return self.criterion.level_name(self.level)

    @property
    def shade(self) -> int | None:
        """The value from 0 to 4 by which pages colour it; None without a level."""
        return None if self.judged.value is None else scoring.shade(self.judged.value)

    @property
    def look(self) -> str:
        """The classes of its colour: dark is the higher level, warm where that is the grave one; empty without a level."""
        if self.shade is None:
            return ""
        return f"shade-{self.shade} shade-need" if self.criterion.is_grave else f"shade-{self.shade}"

    @property
    def printed_replies(self) -> tuple[Reply, ...]:
        """Those that stand beside the score on paper."""
        return tuple(reply for reply in self.replies if reply.is_shareable)

    @property
    def lacks(self) -> str:
        """The first of what keeps a rating from being ready to submit, or nothing; see `scoring.Said.missing`."""
        return next(iter(self.missing), "")

    @property
    def missing(self) -> tuple[str, ...]:
        """All that keeps it from being ready to submit."""
        return self.said.missing(self.suggested)
