"""An approved assessment shared with another donor: they read the shared edition, and nothing else opens."""

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments import models, scorecard
from assessments.domain import sharing
from assessments.generation import jobs, reports
from assessments.generation import tasks as generation
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
    assert [(each.kind, each.told) for each in mixed.events.all()][-2:] == [
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


def test_sharing_nothing_is_refused_with_the_reason(approved, cast, as_marieke) -> None:
    answer = as_marieke.post(reverse("share", args=[approved.reference]), {"organisation": cast.dda.pk})
    assert answer.status_code == 422
    assert answer.content.decode().count("would read an empty report") == 1
    (reason,) = answer.context["form"].non_field_errors()
    assert reason.startswith(f"Not shared: none of its {approved.ratings.count()} ratings")
    assert answer.context["form"]["organisation"].value() == str(cast.dda.pk)
    with pytest.raises(ValidationError):
        sharing.share(approved, cast.dda, by=cast.marieke)
    assert not approved.shares.exists()


def test_what_would_be_seen_is_counted_as_the_shared_edition_has_it(mixed, cast) -> None:
    edition = scorecard.shared_edition(mixed)
    reach = sharing.reach_of(mixed)
    ratings = edition.scorecard.ratings
    assert reach.shown == sum(not each.withheld for each in ratings) == len(ratings) - 1
    assert reach.total == len(ratings)
    assert [(each.name, each.shown, each.total) for each in reach.records] == [
        ("Evidence", 0, 1),
        ("Actors", 0, 0),
        ("Risks", 0, 0),
        ("Partners' replies", 0, 0),
    ]


def test_unrated_ratings_show_nothing_whatever_their_audience(burundi) -> None:
    models.Rating.objects.filter(assessment=burundi).update(audience="shareable")
    assert sharing.reach_of(burundi).shown == 0


def test_share_submission_and_approval_pages_say_how_much_would_be_seen(complete, cast, as_anna, as_marieke) -> None:
    total = complete.ratings.count()
    said = f"0 of {total} ratings would be seen"
    assert said in as_anna.get(reverse("move", args=[complete.reference, "submit"])).content.decode()
    acting.submit(complete, cast)
    assert said in as_marieke.get(reverse("move", args=[complete.reference, "approve"])).content.decode()
    acting.approve(complete, cast)
    page = as_marieke.get(reverse("share", args=[complete.reference])).content.decode()
    assert page.count("cannot be shared") == 1
    assert ">Share</button>" not in page


def test_share_page_offers_what_would_be_done_and_says_what_is_seen(mixed, cast, as_marieke) -> None:
    def told() -> str:
        page = as_marieke.get(reverse("share", args=[mixed.reference])).content.decode()
        assert "data-unsaved" not in page
        return page

    assert "ratings would be seen by" in told()
    assert ">Share</button>" in told()
    acting.shared(mixed, cast.dda, by=cast.marieke)
    assert "ratings are seen by" in told()
    assert "would" not in told()
    assert ">Share</button>" not in told()
    assert "There is no other organisation to share it with." in told()


def sheet(answer) -> str:
    page = answer.content.decode()
    return page[page.index('<div class="sheet"') : page.index("</main>")]


@pytest.mark.parametrize("with_evidence", [True, False])
def test_preview_is_what_the_other_organisation_reads(mixed, cast, as_anna, as_sofia, with_evidence: bool) -> None:
    sharing.share(mixed, cast.dda, by=cast.marieke, with_evidence=with_evidence)
    asked = {} if with_evidence else {"evidence": "no"}
    ours = as_anna.get(reverse("as-shared", args=[mixed.reference]), asked)
    assert "Preview" in ours.content.decode()
    assert sheet(ours) == sheet(shared_page(as_sofia, mixed))


@pytest.mark.parametrize(
    ("person", "status"), [("anna", 200), ("marieke", 200), ("pieter", 403), ("sofia", 404), ("fatima", 404)]
)
def test_preview_is_for_those_who_decide_what_is_shared(mixed, cast, person: str, status: int) -> None:
    address = reverse("as-shared", args=[mixed.reference])
    assert client_of(getattr(cast, person)).get(address).status_code == status


def test_preview_shows_a_draft_before_anybody_decides(burundi, as_anna) -> None:
    answer = as_anna.get(reverse("as-shared", args=[burundi.reference]))
    assert answer.status_code == 200
    assert "0 of" in answer.content.decode()


def test_pdf_of_the_preview_is_the_one_that_they_get(mixed, cast, as_anna, as_sofia) -> None:
    sharing.share(mixed, cast.dda, by=cast.marieke, with_evidence=False)
    as_anna.post(reverse("report-ask", args=[mixed.reference]), {"edition": "shareable", "without": "evidence"})
    ours = mixed.reports.get()
    answer = as_sofia.post(reverse("shared-ask", args=[mixed.reference]))
    assert answer.url == reverse("file", args=["shared-report", ours.uuid])


@pytest.fixture
def printed(mixed, cast, as_sofia, monkeypatch) -> models.Report:
    """The shared edition's PDF, asked for by the other organisation; no worker is about."""
    monkeypatch.setattr(generation, "queue", lambda _kind, _file: None)
    sharing.share(mixed, cast.dda, by=cast.marieke)
    as_sofia.post(reverse("shared-ask", args=[mixed.reference]))
    return mixed.reports.get()


def test_shared_pdf_is_waited_for_then_downloaded(printed, mixed, as_sofia) -> None:
    waiting = as_sofia.get(reverse("file", args=["shared-report", printed.uuid]))
    assert (waiting.status_code, waiting.context["page"].file.state) == (200, "queued")
    download = reverse("file-download", args=["shared-report", printed.uuid])
    assert as_sofia.get(download).url == reverse("file", args=["shared-report", printed.uuid])
    reports.store(jobs.claim(models.Report, printed.pk), b"%PDF-1.7 shared", 1)
    answer = as_sofia.get(download)
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (b"%PDF-1.7 shared", "application/pdf")
    assert f"{mixed.reference}.pdf" in answer["Content-Disposition"]


def test_shared_pdf_that_was_given_up_is_made_again(printed, mixed, as_sofia) -> None:
    models.Report.objects.filter(pk=printed.pk).update(state="failed", tries=3, failure="disk")
    page = as_sofia.get(reverse("file", args=["shared-report", printed.uuid]))
    assert "The server has no space left for the file" in page.content.decode()
    as_sofia.post(reverse("file-again", args=["shared-report", printed.uuid]))
    printed.refresh_from_db()
    assert (printed.state, printed.tries) == ("queued", 0)


@pytest.mark.parametrize("person", ["anna", "fatima", "sofia"])
@pytest.mark.parametrize(("name", "verb"), [("file", "get"), ("file-again", "post"), ("file-download", "get")])
def test_shared_pdf_opens_for_nobody_with_whom_it_is_not_shared(
    printed, mixed, cast, person: str, name: str, verb: str
) -> None:
    sharing.end(mixed, cast.dda, by=cast.marieke)
    ask = getattr(client_of(getattr(cast, person)), verb)
    assert ask(reverse(name, args=["shared-report", printed.uuid])).status_code == 404


def test_shared_pdf_views_open_no_other_edition(printed, mixed, cast, as_anna, as_sofia) -> None:
    as_anna.post(reverse("report-ask", args=[mixed.reference]))
    whole = mixed.reports.exclude(pk=printed.pk).get()
    for name in ("file", "file-download"):
        assert as_sofia.get(reverse(name, args=["shared-report", whole.uuid])).status_code == 404, name


def test_those_shared_with_are_told_without_content_and_see_it_as_new_until_they_open_it(
    mixed, cast, as_marieke, as_sofia
) -> None:
    mail.outbox.clear()
    as_marieke.post(reverse("share", args=[mixed.reference]), {"organisation": cast.dda.pk, "with_evidence": "on"})
    assert {address for each in mail.outbox for address in each.to} == {cast.sofia.email, cast.erik.email}
    body = mail.outbox[0].body
    assert all(words in body for words in ("Netherlands", "Burundi", "2012–2014", f"/shared/{mixed.reference}/"))
    assert "Seen." not in body
    assert "Police strand" not in body
    new = lambda client: [each.is_new for each, _newer in client.get("/").context["page"].shared]  # noqa: E731
    assert new(as_sofia) == [True]
    shared_page(as_sofia, mixed)
    shared_page(as_sofia, mixed)
    assert new(as_sofia) == [False]
    assert new(client_of(cast.erik)) == [True]


def test_what_is_shared_again_is_new_again(mixed, cast, as_sofia) -> None:
    sharing.share(mixed, cast.dda, by=cast.marieke)
    shared_page(as_sofia, mixed)
    sharing.end(mixed, cast.dda, by=cast.marieke)
    sharing.share(mixed, cast.dda, by=cast.marieke)
    assert [each.is_new for each, _newer in as_sofia.get("/").context["page"].shared] == [True]


def test_organisation_whose_name_ends_in_a_stop_gets_no_second_one(as_marieke, mixed, cast) -> None:
    cast.dda.name = "Aid Co."
    cast.dda.save()
    address = reverse("share", args=[mixed.reference])
    answers = [as_marieke.post(address, {name: cast.dda.pk}) for name in ("organisation", "end")]
    assert [str(list(get_messages(answer.wsgi_request))[-1]) for answer in answers] == [
        "Shared with Aid Co. Its assessors and reviewers are informed by e-mail.",
        "No longer shared with Aid Co.",
    ]
