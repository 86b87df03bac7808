"""What is held for a change: only what its writer may see, and only while it is there."""

from datetime import date

import pytest
from django.http import Http404

from assessments import models
from assessments.domain import ratings, records
from assessments.domain.editing import Gone
from tests import acting


def test_source_for_reviewers_is_changed_by_nobody_who_does_not_see_it(burundi, cast) -> None:
    source = models.Evidence(title="Cable", kind="document", origin="X", dated=date(2014, 1, 1), audience="reviewers")
    records.add(source, burundi, by=cast.joris)
    source.title = "Another"
    with pytest.raises(Http404):
        records.change(source, ["title"], seen=source.revision, by=cast.anna)
    source.refresh_from_db()
    assert source.title == "Cable"


def test_removed_rating_is_told_as_gone(burundi, programme, cast) -> None:
    rating = programme.ratings.first()
    programme.ratings.all().delete()
    with pytest.raises(Gone):
        acting.rate(rating, 2, by=cast.anna)


def test_rating_of_another_reference_does_not_exist(rating, cast) -> None:
    with pytest.raises(Http404), ratings.holding(rating.pk, by=cast.anna, reference="NL-BI-2013"):
        raise AssertionError("held")
