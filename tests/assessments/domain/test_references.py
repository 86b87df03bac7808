"""References are made in one place and never taken apart (docs/domain.md §5)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django_countries import countries

from assessments import access, models
from assessments.domain import assessments, references, workflow
from frameworks.models import Criterion, Framework
from ssr_portal.accounts.models import Membership, Organisation
from tests import acting


def draft_of(organisation, country: str, *, by, first: int = 2014, last: int = 2014) -> models.Assessment:
    """An open assessment of any country."""
    assessment = models.Assessment(
        organisation=organisation,
        framework=Framework.objects.get(code="oecd-ssr", version=1),
        country=country,
        period_start=date(first, 1, 1),
        period_end=date(last, 12, 31),
        currency="EUR",
    )
    return assessments.open_assessment(assessment, by=by)


def in_force(assessment: models.Assessment, cast) -> models.Assessment:
    """The assessment, approved."""
    assessment.refresh_from_db()
    parts = dict.fromkeys(Criterion.Part.values, "Not looked at.")
    seen = assessment.revision
    workflow.perform(workflow.SUBMIT, assessment, by=cast.anna, seen=seen, left_open=parts)
    acting.approve(assessment, cast)
    assessment.refresh_from_db()
    return assessment


def test_every_country_is_corrected_under_its_own_name(cast) -> None:
    for code in countries.countries:
        first = models.Assessment(
            organisation=cast.nl, country=code, period_end=date(2014, 12, 31), reference=f"NL-{code}-2014"
        )
        for number in (2, 3):
            revision = models.Assessment(revision_number=number, supersedes=first)
            assert references.of_revision(revision) == f"NL-{code}-2014-R{number}"


@pytest.mark.parametrize("short_name", ["EU-RACC", "R", "R-R2", "UN-R2", "rs-r"])
def test_organisation_may_be_called_anything(cast, short_name: str) -> None:
    organisation = Organisation.objects.create(name=short_name, short_name=short_name)
    Membership.objects.create(person=cast.anna, organisation=organisation, role=Membership.Role.ASSESSOR)
    first = draft_of(organisation, "RS", by=cast.anna)
    assert first.reference == f"{short_name.upper()}-RS-2014"
    revision = models.Assessment(organisation=organisation, revision_number=2, supersedes=first)
    assert references.of_revision(revision) == f"{short_name.upper()}-RS-2014-R2"


def test_rwanda_and_serbia_are_corrected_twice_each(cast) -> None:
    for code in ("RW", "RS"):
        approved = in_force(draft_of(cast.nl, code, by=cast.anna), cast)
        second = in_force(assessments.correct(approved, by=cast.anna), cast)
        third = assessments.correct(second, by=cast.anna)
        assert (second.reference, third.reference) == (f"NL-{code}-2014-R2", f"NL-{code}-2014-R3")


def test_revision_of_one_whose_name_was_wrong_goes_back_to_the_chain(cast) -> None:
    first = models.Assessment(organisation=cast.nl, reference="NL-RW-2014")
    second = models.Assessment(organisation=cast.nl, reference="NL-R2", supersedes=first)
    third = models.Assessment(organisation=cast.nl, revision_number=3, supersedes=second)
    assert references.of_revision(third) == "NL-RW-2014-R3"


def test_reference_follows_the_period_and_the_earlier_one_leads_on(cast, as_anna, as_sofia) -> None:
    draft = draft_of(cast.nl, "BI", by=cast.anna, first=2013, last=2013)
    page = reverse("facts", args=["NL-BI-2013"])
    typed = {
        "period_start": "2014-01-01",
        "period_end": "2014-12-31",
        "depth": "full",
        "currency": "EUR",
        "tlp": "AMBER",
    }
    answer = as_anna.post(page, typed | {"revision": draft.facts_revision})
    assert answer.url == reverse("overview", args=["NL-BI-2014"])
    assert as_anna.get(reverse("overview", args=["NL-BI-2013"])).context["frame"].assessment == draft
    rating = draft.ratings.first()
    assert as_anna.get(reverse("rating", args=["NL-BI-2013", rating.pk])).status_code == 200
    assert as_sofia.get(reverse("overview", args=["NL-BI-2013"])).status_code == 404


def test_earlier_reference_is_given_to_nobody_else_and_taken_back(cast) -> None:
    draft = draft_of(cast.nl, "BI", by=cast.anna, first=2013, last=2013)
    moved(draft, 2014, by=cast.anna)
    other = draft_of(cast.nl, "BI", by=cast.anna, first=2013, last=2013)
    assert (draft.reference, other.reference) == ("NL-BI-2014", "NL-BI-2013-2")
    moved(draft, 2012, by=cast.anna)
    moved(draft, 2014, by=cast.anna)
    assert draft.reference == "NL-BI-2014"
    assert sorted(each.reference for each in draft.earlier_references.all()) == ["NL-BI-2012", "NL-BI-2013"]


def moved(draft: models.Assessment, year: int, *, by) -> None:
    """The period is corrected on the cover."""
    draft.refresh_from_db()
    draft.period_start, draft.period_end = date(year, 1, 1), date(year, 12, 31)
    assessments.change_facts(draft, ["period_start", "period_end"], seen=draft.facts_revision, by=by)


def test_period_within_the_year_changes_no_reference(cast) -> None:
    draft_of(cast.nl, "BI", by=cast.anna)
    second = draft_of(cast.nl, "BI", by=cast.anna, first=2013)
    second.period_start = date(2012, 1, 1)
    assessments.change_facts(second, ["period_start"], seen=0, by=cast.anna)
    assert second.reference == "NL-BI-2014-2"


def test_reference_stands_once_it_was_submitted(cast, complete) -> None:
    workflow.perform(workflow.SUBMIT, complete, by=cast.anna, seen=complete.revision)
    complete.refresh_from_db()
    workflow.perform(workflow.RETURN, complete, by=cast.marieke, seen=complete.revision, note="Which year?")
    moved(complete, 2017, by=cast.anna)
    complete.refresh_from_db()
    assert complete.reference == "NL-BI-2014"


def test_revision_keeps_the_name_of_its_chain(cast, approved) -> None:
    revision = assessments.correct(approved, by=cast.anna)
    moved(revision, 2017, by=cast.anna)
    assert revision.reference == "NL-BI-2014-R2"


def test_second_opening_is_refused_in_words(cast, as_anna) -> None:
    draft_of(cast.nl, "RW", by=cast.anna)
    with pytest.raises(ValidationError, match="NL-RW-2014"):
        draft_of(cast.nl, "RW", by=cast.joris)


def test_earlier_reference_of_a_shared_assessment_opens_it(cast, approved) -> None:
    models.EarlierReference.objects.bulk_create(
        [models.EarlierReference(assessment=draft_of(cast.nl, "RW", by=cast.anna), reference="NL-X")]
    )
    assert access.seat(cast.anna, "NL-X").assessment.reference == "NL-RW-2014"


def test_short_names_differ_by_more_than_capitals(cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="Another", short_name="nl")
    with pytest.raises(ValidationError, match="capitals make no difference"):
        Organisation(name="Another", short_name="nl").full_clean()
