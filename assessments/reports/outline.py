"""What a country report contains: its edition, length, paper, form of archive, and the chapters left out by choice."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import models, scorecard
from assessments.scorecard import Dossier

WHOLE, SHAREABLE = "whole", "shareable"
FULL, SHORT = "full", "short"
A4, LETTER = "a4", "letter"
SCREEN, ARCHIVE = "pdfua", "pdfa"

CHAPTERS: dict[str, Promise] = {
    "summary": _("Summary"),
    "context": _("Context"),
    "sector": _("The security sector"),
    "fields": _("Fields: needs and our programmes"),
    "programmes": _("Programmes"),
    "goals": _("Goals and indicators"),
    "policy": _("The donor's policy"),
    "plan": _("Priorities and recommended actions"),
    "risks": _("Risks"),
    "change": _("Change since the last assessment"),
    "evidence": _("Evidence"),
    "method": _("Method and limits"),
    "signoff": _("Sign-off"),
}
KEPT = {"summary", "signoff"}  # without these it is no report
OF_SHORT = {"summary", "sector", "fields", "programmes", "policy", "plan", "method", "signoff"}
EDITIONS = {WHOLE: _("Whole: for your organisation"), SHAREABLE: _("Shareable: without what is internal")}
LENGTHS = {FULL: _("Full, with every justification"), SHORT: _("Short: figures, profiles and actions")}
PAPERS = {A4: "A4", LETTER: _("US Letter")}
FORMS = {
    SCREEN: _("PDF, tagged for screen readers (PDF/UA-1)"),
    ARCHIVE: _("For archives (PDF/A-3a), scorecard attached"),
}


@dataclass(frozen=True, slots=True)
class Outline:
    """The choices; the standard ones make the report that approval stores."""

    edition: str = WHOLE
    length: str = FULL
    paper: str = A4
    form: str = SCREEN
    dialogue: bool = False  # with the reviewers' and assessors' remarks as an annex
    left_out: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """What others read never contains the remarks, whoever chose so."""
        if self.dialogue and self.is_shareable:
            said = _("The remarks are internal: a shareable edition cannot contain them.")
            raise ValidationError({"dialogue": said})

    @property
    def is_shareable(self) -> bool:
        """Whether it leaves out what is internal."""
        return self.edition == SHAREABLE

    @property
    def is_short(self) -> bool:
        """Whether justifications are left out."""
        return self.length == SHORT

    @property
    def is_archive(self) -> bool:
        """Whether it is made for archives."""
        return self.form == ARCHIVE

    @property
    def chapters(self) -> tuple[str, ...]:
        """The chapters that it has, in order."""
        possible = OF_SHORT if self.is_short else CHAPTERS.keys()
        return tuple(name for name in CHAPTERS if name in possible and name not in self.left_out)

    @property
    def omitted(self) -> tuple[str, ...]:
        """Titles of the chapters that were left out by choice."""
        return tuple(str(title) for name, title in CHAPTERS.items() if name in self.left_out)

    @property
    def written(self) -> str:
        """The choices that differ from the standard, as words that `read` understands; empty for the standard."""
        words = [self.edition, self.length, self.paper, self.form]
        standard = (WHOLE, FULL, A4, SCREEN)
        chosen = [word for word, usual in zip(words, standard, strict=True) if word != usual]
        return " ".join(
            [*chosen, *(["dialogue"] if self.dialogue else []), *(f"-{name}" for name in sorted(self.left_out))]
        )


def read(written: str) -> Outline:
    """The outline that `Outline.written` wrote; a word that is not known is passed over."""
    words = written.split()

    def chosen(among: Iterable[str], usual: str) -> str:
        return next((word for word in words if word in among), usual)

    edition = chosen(EDITIONS, WHOLE)
    return Outline(
        edition=edition,
        length=chosen(LENGTHS, FULL),
        paper=chosen(PAPERS, A4),
        form=chosen(FORMS, SCREEN),
        dialogue="dialogue" in words and edition != SHAREABLE,
        left_out=frozenset(word[1:] for word in words if word[0] == "-" and word[1:] in CHAPTERS) - KEPT,
    )


def dossier_of(assessment: models.Assessment, outline: Outline) -> Dossier:
    """What the outline's readers get to see of the assessment."""
    if outline.is_shareable:
        return scorecard.shared_edition(assessment, with_evidence="evidence" not in outline.left_out)
    return scorecard.dossier(assessment)
