"""An approved assessment shared with another donor: they read the shared edition, and nothing else opens."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments import models, scorecard
from assessments.domain import sharing
from tests import acting
from tests.conftest import client_of


@pytest.fixture
def mixed(burundi, cast) -> models.Assessment:
    """Approved; one rating and one source are internal, the others shareable."""
    secret = models.Evidence.objects.create(
        assessment=burundi, title="Secret cable", kind="document", origin="o", dated="2014-01-01"
    )
    for rating in burundi.ratings.select_related("criterion"):
        internal = rating.criterion.code == "I5.G1"
        said = {"level": 4, "justification": "Internal grounds."} if internal else {"level": 2}
        level = said.pop("level")
        acting.rate(rating, level, by=cast.anna, audience="internal" if internal else "shareable", **said)
    models.EvidenceLink.objects.create(rating=burundi.ratings.first(), evidence=secret)
    burundi.refresh_from_db()
    acting.submit_and_approve(burundi, cast)
    burundi.refresh_from_db()
    return burundi


def shared_page(client, assessment):
    return client.get(reverse("shared", args=[assessment.reference]))


def test_shared_edition_opens_for_the_organisation_named_and_withholds_what_is_internal(
    mixed, cast, as_marieke
) -> None:
    as_marieke.post(reverse("share", args=[mixed.reference]), {"organisation": cast.dda.pk})
    answer = shared_page(client_of(cast.erik), mixed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Withheld" in page
    assert "Internal grounds." not in page
    assert "Secret cable" not in page
    assert f"/shared/{mixed.reference}/" in client_of(cast.sofia).get("/").content.decode()


def test_withheld_ratings_move_no_figure(mixed) -> None:
    card = scorecard.shared_edition(mixed).scorecard
    assert card.parts["governance"].exact == 2
    assert scorecard.build(mixed).parts["governance"].exact > 2
    assert card.earlier is None


def test_nothing_but_the_shared_edition_opens(mixed, cast, as_sofia) -> None:
    sharing.share(mixed, cast.dda, by=cast.marieke)
    for name in ("overview", "report", "share", "facts"):
        assert as_sofia.get(reverse(name, args=[mixed.reference])).status_code == 404, name
    assert as_sofia.get(reverse("score-part", args=[mixed.reference, "governance"])).status_code == 404


def test_sharing_ends(mixed, cast, as_marieke, as_sofia) -> None:
    sharing.share(mixed, cast.dda, by=cast.marieke)
    as_marieke.post(reverse("share", args=[mixed.reference]), {"end": str(cast.dda.pk)})
    assert shared_page(as_sofia, mixed).status_code == 404
    assert list(mixed.events.values_list("kind", "note"))[-2:] == [
        ("shared", "Demonstration Donor, with evidence"),
        ("unshared", "Demonstration Donor"),
    ]


@pytest.mark.parametrize("person", ["anna", "pieter"])
def test_only_a_reviewer_shares(mixed, cast, person: str) -> None:
    client = client_of(getattr(cast, person))
    assert client.post(reverse("share", args=[mixed.reference]), {"organisation": cast.dda.pk}).status_code == 403
    assert mixed.shares.count() == 0


def test_open_assessment_is_not_shared(burundi, cast, as_marieke) -> None:
    assert as_marieke.post(reverse("share", args=[burundi.reference]), {"organisation": cast.dda.pk}).status_code == 403


def test_own_organisation_is_no_choice(mixed, cast, as_marieke) -> None:
    answer = as_marieke.post(reverse("share", args=[mixed.reference]), {"organisation": cast.nl.pk})
    assert answer.status_code == 422
    assert "organisation" in answer.context["form"].errors


def test_shared_once_with_an_organisation(mixed, cast) -> None:
    sharing.share(mixed, cast.dda, by=cast.marieke)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Share.objects.create(assessment=mixed, organisation=cast.dda, by=cast.marieke)
