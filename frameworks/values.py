"""A framework version as immutable values: what pages, scoring and reports read instead of models."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

ON_CASES = "(*)"


def is_on_cases(text: str) -> bool:
    """Whether a step looks at cases: its text ends in the mark, before its full stop or after it."""
    return text.rstrip(". ").endswith(ON_CASES)


def version_in_words(name: str, number: int) -> str:
    """A version of the framework with this name."""
    return _("%(name)s, version %(number)d") % {"name": name, "number": number}


@dataclass(frozen=True, slots=True)
class Subject:
    """A pillar, institution, characteristic, field, activity, consideration or recommendation."""

    code: str
    name: str
    definition: str
    source: str
    pk: int
    group: str = ""  # the pillar of an institution, the field of an activity, the track of a field
    hints: str = ""  # bodies to think of, indicators to consider


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a scale, described for one criterion."""

    value: int
    name: str
    description: str
    shade: int  # 0 to 4: its colour, whatever the length of its scale


@dataclass(frozen=True, slots=True)
class Step:
    """A statement that can be shown; `value` is the level that it reaches, from 1."""

    value: int
    text: str
    shade: int  # 0 to 4: the colour of that level

    @property
    def on_cases(self) -> bool:
        """Whether it looks at cases, which may not have arisen."""
        return is_on_cases(self.text)


@dataclass(frozen=True, slots=True)
class Strand:
    """One thing that a criterion looks at, with its steps from 1 up; equal where it says the same, in any version."""

    pk: int = field(compare=False)
    code: str
    name: str
    question: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels on which criteria are judged, and how one is chosen."""

    code: str
    name: str
    kind: str  # stepped or best_fit
    high: str  # what a high level is: good or grave
    twice: bool  # asked at the start and at the end of the period
    rule: str  # empty where the version's own stands alone
    levels: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a form asks and a rating answers."""

    pk: int
    part: str
    code: str
    weight: Decimal
    text: str
    look_for: str
    source: str
    scale: Scale
    questions: tuple[str, ...]
    levels: tuple[Level, ...]  # without descriptions where strands stand in their place
    note: str = ""
    rapid: bool = False
    strands: tuple[Strand, ...] = ()
    signs: tuple[tuple[Level, str], ...] = ()  # what is often seen at a level; never counts
    institution: Subject | None = None
    characteristic: Subject | None = None
    activity: Subject | None = None
    consideration: Subject | None = None
    recommendation: Subject | None = None

    @property
    def subject(self) -> Subject:
        """What is judged; for governance, the institution."""
        found = self.institution or self.activity or self.consideration or self.recommendation
        if found is None:
            raise LookupError("a database constraint gives every criterion exactly one subject")
        return found

    @property
    def title(self) -> str:
        """The subject's name, with the characteristic where there is one."""
        return f"{self.subject.name}: {self.characteristic.name}" if self.characteristic else self.subject.name

    @property
    def is_grave(self) -> bool:
        """Whether a high level is the grave one: so it is of every need, also where an older version's scale does not say so."""
        return self.scale.high == "grave" or self.part == "need"

    @property
    def may_harm(self) -> bool:
        """Whether it judges what a programme achieves, so that the programme may have done harm."""
        return self.part == "contribution"

    @property
    def key(self) -> str:
        """Part and code, which identify the criterion in every version: `governance-I5.G1`."""
        return f"{self.part}-{self.code}"

    def level_name(self, value: int | None) -> str:
        """The name of a level, or an empty text for none."""
        return self.levels[value].name if value is not None else ""


@dataclass(frozen=True, slots=True)
class Framework:
    """A whole version."""

    pk: int
    code: str
    version: int
    name: str
    description: str
    scoring_rule: str
    source: str
    pillars: tuple[Subject, ...]
    institutions: tuple[Subject, ...]
    characteristics: tuple[Subject, ...]
    fields: tuple[Subject, ...]
    activities: tuple[Subject, ...]
    considerations: tuple[Subject, ...]
    recommendations: tuple[Subject, ...]
    criteria: tuple[Criterion, ...]

    def __str__(self) -> str:
        return version_in_words(self.name, self.version)

    @property
    def has_strands(self) -> bool:
        """Whether any criterion is judged by strands, so that answers can leave something open."""
        return any(criterion.strands for criterion in self.criteria)

    def asked(self, *, rapid: bool) -> tuple[Criterion, ...]:
        """The criteria that an assessment asks: of a rapid one those that are marked for it, where any is; else all."""
        marked = tuple(criterion for criterion in self.criteria if criterion.rapid)
        return marked if rapid and marked else self.criteria

    def of_part(self, part: str) -> tuple[Criterion, ...]:
        """The criteria of one part, in order."""
        return tuple(criterion for criterion in self.criteria if criterion.part == part)

    def scales_of(self, part: str) -> tuple[Scale, ...]:
        """The scales on which the criteria of one part are judged, each once."""
        return tuple(dict.fromkeys(criterion.scale for criterion in self.of_part(part)))

    @property
    def every_scale(self) -> tuple[Scale, ...]:
        """The scales on which any criterion is judged, each once, in the order of the parts."""
        return tuple(dict.fromkeys(criterion.scale for criterion in self.criteria))

    def scales(self) -> dict[str, tuple[str, ...]]:
        """The level names of each part's first criterion, by part, for the legend of scales."""
        return {criterion.part: tuple(lv.name for lv in criterion.levels) for criterion in reversed(self.criteria)}
