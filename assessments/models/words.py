"""The words that an assessment takes from tables that stay editable, as they were when it was approved (docs/domain.md §5).

Names of organisations, people, markings and countries go on changing in the administration; what was approved says what it
said. The copy is a column of the assessment's own row, which the triggers of `assessments.frozen` guard as final.

It is copied in the language in which its reports are printed for good. Who reads in another one reads countries and labels in
that, as they are called today; names of organisations, markings and people are the same in every language.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from ssr_portal.accounts import languages

T = TypeVar("T")


class Worded:
    """Names and labels of an assessment: the present ones while it is open, the copied ones once it is approved."""

    # The fields of the assessment whose words these are.
    words: Any
    organisation: Any
    country: Any
    context: Any
    marking: Any
    submitted_by: Any
    approved_by: Any
    is_approved: Any
    get_tlp_display: Callable[[], str]
    get_depth_display: Callable[[], str]

    def _worded(self, name: str, now: Callable[[], T]) -> T:
        said: T = self.words[name] if self.words and name in self.words else now()
        return said

    def _labelled(self, name: str, now: Callable[[], T]) -> T:
        """What has another name in each language."""
        return self._worded(name, now) if self.has_labels else now()

    @property
    def has_labels(self) -> bool:
        """Whether labels were copied in the language that is spoken now."""
        return bool(self.words) and languages.active() == self.language_for_good

    @property
    def language_for_good(self) -> str:
        """In which reports are printed once it is approved, whoever asks for them: the organisation's when it was approved."""
        if self.words:
            return str(self.words.get("language", languages.ORIGINAL))
        return languages.known(self.organisation.language)

    @property
    def donor_name(self) -> str:
        """The organisation's name."""
        return self._worded("organisation", lambda: str(self.organisation.name))

    @property
    def donor_short_name(self) -> str:
        """The organisation's short name."""
        return self._worded("short_name", lambda: str(self.organisation.short_name))

    @property
    def country_name(self) -> str:
        """The country's name."""
        return self._labelled("country", lambda: str(self.country.name))

    @property
    def neighbour_names(self) -> list[str]:
        """Names of the neighbours concerned."""
        return self._labelled("neighbours", lambda: [str(each.name) for each in self.context.neighbours])

    @property
    def marking_name(self) -> str:
        """The classification marking; empty without one."""
        return self._worded("marking", lambda: self.marking.name if self.marking else "")

    @property
    def tlp_label(self) -> str:
        """The TLP label, which is never translated."""
        return self._worded("tlp", self.get_tlp_display)

    @property
    def depth_label(self) -> str:
        """How deep it goes, in words."""
        return self._labelled("depth", lambda: str(self.get_depth_display()))

    @property
    def submitter_name(self) -> str:
        """Who submitted it; empty before."""
        return self._worded("submitted_by", lambda: self.submitted_by.name if self.submitted_by else "")

    @property
    def approver_name(self) -> str:
        """Who approved it; empty before."""
        return self._worded("approved_by", lambda: self.approved_by.name if self.approved_by else "")

    def name_of(self, person: Any) -> str:
        """The name of somebody who spoke on it."""
        return str((self.words or {}).get("people", {}).get(str(person.pk), person.name))

    @property
    def words_now(self) -> dict[str, Any]:
        """What a report would say of it now, or said when it was approved."""
        return {
            "organisation": self.donor_name,
            "short_name": self.donor_short_name,
            "country": self.country_name,
            "neighbours": self.neighbour_names,
            "marking": self.marking_name,
            "tlp": self.tlp_label,
            "depth": self.depth_label,
            "submitted_by": self.submitter_name,
            "approved_by": self.approver_name,
        }

    @property
    def are_words_proved(self) -> bool:
        """Whether its words belong to its fingerprint: of those approved before they were copied, they do not."""
        return not self.is_approved or bool(self.words and self.words["proved"])
