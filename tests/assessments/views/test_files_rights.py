"""What a worker made is read by those who may read what is in it now: every kind, against every loss of the right."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments import access, models
from assessments.domain import assessments, sharing, workflow
from assessments.generation import combined
from assessments.generation import tasks as generation
from assessments.reports import pdf
from ssr_portal.accounts.models import Membership, Organisation, Person
from tests import acting
from tests.conftest import Cast, client_of


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    """Nothing here looks at a PDF."""
    monkeypatch.setattr(pdf, "print_apart", lambda *_order: pdf.Pdf(b"%PDF-1.7", 1))


@pytest.fixture
def case(burundi, cast) -> models.Assessment:
    """Approved, shared with the other donor with its evidence; and a draft beside it."""
    for rating in burundi.ratings.all():
        acting.rate(rating, 2, by=cast.anna, audience="shareable")
    burundi.refresh_from_db()
    acting.submit_and_approve(burundi, cast)
    approved = models.Assessment.objects.get(pk=burundi.pk)
    sharing.share(approved, cast.dda, by=cast.marieke, with_evidence=True)
    draft = acting.opened(cast.nl, by=cast.anna, first=2015, last=2015, source=approved)
    acting.rate_all(draft, by=cast.anna)
    return approved


def _paper(kind: str, asked: str) -> Callable[[Client, Any], str]:
    return lambda client, case: client.post(
        reverse("combined-ask"), {"kind": kind, "asked": asked.format(case.reference)}
    )["Location"]


def _report(outline: dict[str, str], reference: str = "{}") -> Callable[[Client, Any], str]:
    return lambda client, case: client.post(reverse("report-ask", args=[reference.format(case.reference)]), outline)[
        "Location"
    ]


def _bundle(*references: str) -> Callable[[Client, Any], str]:
    def ask(client: Client, case: models.Assessment) -> str:
        chosen = models.Assessment.objects.filter(reference__in=[each.format(case.reference) for each in references])
        return client.post(reverse("bundles"), {"chosen": [each.pk for each in chosen], "length": "short"})["Location"]

    return ask


def _shared(client: Client, case: models.Assessment) -> str:
    return client.post(reverse("shared-ask", args=[case.reference]))["Location"]


DRAFT = "NL-BI-2015"
# Asked by Anna of her own organisation; those of the second row hold a draft, or remarks.
OWN = {
    "report": _report({"length": "short"}),
    "bundle": _bundle("{}"),
    "portfolio": _paper("portfolio", ""),
    "country": _paper("country", "code=BI"),
    "comparison": _paper("comparison", "one={0}&other={0}"),
}
WORKING = {
    "report of a draft": _report({}, DRAFT),
    "report with remarks": _report({"dialogue": "on"}),
    "bundle with a draft": _bundle("{}", DRAFT),
    "comparison with a draft": _paper("comparison", f"one={{0}}&other={DRAFT}"),
}
# Asked by Sofia, of what is shared with her organisation.
SHARED = {
    "shared report": _shared,
    "portfolio": _paper("portfolio", ""),
    "country": _paper("country", "code=BI"),
    "comparison": _paper("comparison", "one={0}&other={0}"),
}


def _role_removed(person: Person, _case: Any) -> None:
    Membership.objects.filter(person=person).delete()


def _moved(person: Person, _case: Any) -> None:
    other, _new = Organisation.objects.get_or_create(name="Third", short_name="TD", currency="EUR")
    Membership.objects.filter(person=person).update(organisation=other)


def _demoted(person: Person, _case: Any) -> None:
    Membership.objects.filter(person=person).update(role="viewer")


def _deactivated(person: Person, _case: Any) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)


def _share_ended(_person: Person, case: models.Assessment) -> None:
    case.shares.all().delete()


def _evidence_taken_back(_person: Person, case: models.Assessment) -> None:
    case.shares.update(with_evidence=False)


def _superseded(_person: Person, case: models.Assessment) -> None:
    """A correction is approved; what it supersedes stays readable, so what was made of it does too."""
    if models.Assessment.objects.filter(supersedes=case).exists():
        return
    cast = {person.name.split()[0]: person for person in Person.objects.all()}
    revision = assessments.correct(case, by=cast["Anna"])
    revision.refresh_from_db()
    workflow.perform(workflow.SUBMIT, revision, by=cast["Anna"], seen=revision.revision)
    acting.approve(revision, cast, by=cast["Marieke"])


LOSSES = {
    "role removed": _role_removed,
    "moved": _moved,
    "demoted": _demoted,
    "deactivated": _deactivated,
    "share ended": _share_ended,
    "evidence taken back": _evidence_taken_back,
    "superseded": _superseded,
}
GONE = {"role removed", "moved", "deactivated"}
LOST = {"own": GONE, "working": GONE | {"demoted"}, "shared": GONE | {"share ended", "evidence taken back"}}


def status(answer: Any) -> int:
    """Of an answer, read to its end so that its file is closed."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def statuses(client: Client, address: str) -> set[int]:
    """Of page, fragment, file and the button that starts over."""
    answers = (
        client.get(address),
        client.get(address, headers={"HX-Request": "true"}),
        client.get(f"{address}download/"),
        client.post(f"{address}again/", follow=True),
    )
    return {status(answer) for answer in answers}


@pytest.mark.parametrize("loss", LOSSES)
def test_what_was_made_follows_the_right_to_read_what_is_in_it(loss: str, case, cast) -> None:
    groups = {"own": (cast.anna, OWN), "working": (cast.anna, WORKING), "shared": (cast.sofia, SHARED)}
    made = {}
    for group, (person, kinds) in groups.items():
        client = client_of(person)
        for kind, ask in kinds.items():
            address = ask(client, case)
            assert statuses(client, address) == {200}, (group, kind)
            made[group, kind] = address
    for person in (cast.anna, cast.sofia):
        LOSSES[loss](person, case)
    for (group, kind), address in made.items():
        found = statuses(client_of(groups[group][0]), address)
        refused = {302, 200} if loss == "deactivated" else {404}
        expected = refused if loss in LOST[group] else {200}
        assert found == expected, (group, kind, loss, found)
        if loss == "deactivated":
            assert client_of(groups[group][0]).get(f"{address}download/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("kind", WORKING)
def test_what_was_made_of_a_draft_stays_with_its_makers_after_the_approval(kind: str, case, cast) -> None:
    client = client_of(cast.anna)
    address = WORKING[kind](client, case)
    draft = models.Assessment.objects.get(reference=DRAFT)
    acting.submit_and_approve(draft, cast)
    assert statuses(client, address) == {200}
    _demoted(cast.anna, case)
    assert client_of(cast.anna).get(reverse("report", args=[DRAFT])).status_code == 200
    assert statuses(client_of(cast.anna), address) == {404}


def test_paper_of_what_was_approved_opens_for_viewers(case, cast) -> None:
    draft = models.Assessment.objects.get(reference=DRAFT)
    acting.submit_and_approve(draft, cast)
    address = WORKING["comparison with a draft"](client_of(cast.anna), case)
    _demoted(cast.anna, case)
    assert statuses(client_of(cast.anna), address) == {200}


def test_papers_from_before_drafts_were_remembered_tell_them_by_their_day(committed) -> None:
    cast = Cast()
    draft, approved = (acting.opened(cast.nl, by=cast.anna, first=year, last=year) for year in (2015, 2016))
    acting.rate_all(approved, by=cast.anna)
    early, late = (combined.ask("comparison", asked, by=cast.anna)[0] for asked in ("a", "b"))
    combined.store(
        early, "a", b"%PDF-1.7", 1, contents=[access.Content(each.pk, False, True) for each in (draft, approved)]
    )
    acting.submit(approved, cast, left_open={"contribution": "No programme.", "practice": "No programme."})
    acting.approve(approved, cast)
    combined.store(late, "b", b"%PDF-1.7", 1, contents=[access.Content(approved.pk, False, True)])
    call_command("migrate", "assessments", "0026", verbosity=0)
    call_command("migrate", verbosity=0)
    assert [item.is_draft for paper in (early, late) for item in paper.items.all()] == [True, True, False]


def test_list_of_bundles_leaves_out_what_may_no_longer_be_read(case, cast) -> None:
    client = client_of(cast.anna)
    address = WORKING["bundle with a draft"](client, case)
    assert address in client.get(reverse("bundles")).content.decode()
    _demoted(cast.anna, case)
    assert address not in client_of(cast.anna).get(reverse("bundles")).content.decode()


@pytest.mark.parametrize("kind", ["portfolio", "country", "comparison"])
def test_share_that_ends_during_printing_keeps_the_paper_back(kind: str, case, cast, monkeypatch, caplog) -> None:
    printed = []

    def slow(job: pdf.PrintJob, *_more: object) -> pdf.Pdf:
        printed.append(job.html)
        case.shares.all().delete()
        return pdf.Pdf(b"%PDF-1.7", 1)

    monkeypatch.setattr(pdf, "print_apart", slow)
    client = client_of(cast.sofia)
    address = SHARED[kind](client, case)
    paper = models.CombinedReport.objects.get()
    if kind == "comparison":
        assert (paper.state, paper.failure) == ("failed", "forbidden")
    else:  # made anew, of what may be read now: nothing
        assert (paper.state, list(paper.items.all())) == ("ready", [])
        assert "Burundi" in printed[0]
        assert "NL" not in printed[1]
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("loss", ["role removed", "deactivated", "moved"])
def test_what_was_asked_before_the_loss_is_not_made_after_it(loss: str, case, cast, caplog) -> None:
    waiting = combined.ask("comparison", f"one={case.reference}&other={DRAFT}", by=cast.anna)[0]
    portfolio = combined.ask("portfolio", "", by=cast.anna)[0]
    bundle = models.Bundle.objects.create(asked_by=cast.anna)
    models.BundleItem.objects.create(bundle=bundle, assessment=case)
    LOSSES[loss](cast.anna, case)
    generation.make_file.func("combined-report", waiting.pk)
    generation.make_file.func("combined-report", portfolio.pk)
    generation.make_file.func("bundle", bundle.pk)
    for each in (waiting, portfolio, bundle):
        each.refresh_from_db()
    assert (waiting.state, bundle.state) == ("failed", "failed")
    assert list(portfolio.items.all()) == []
    assert not models.Report.objects.filter(outline="short").exists()


def test_contents_tell_editions(case, cast) -> None:
    SHARED["portfolio"](client_of(cast.sofia), case)
    OWN["portfolio"](client_of(cast.anna), case)
    found = {
        paper.asked_by: [(i.is_shared, i.with_evidence) for i in paper.items.all()]
        for paper in models.CombinedReport.objects.all()
    }
    assert found == {cast.sofia: [(True, True)], cast.anna: [(False, True)]}
    bare = access.Content(case.pk, is_shared=True, with_evidence=False)
    case.shares.update(with_evidence=False)
    assert access.reads(cast.sofia, [bare])
    assert not access.reads(cast.erik, [access.Content(case.pk, is_shared=False, with_evidence=True)])
    assert access.reads(cast.anna, [bare])


def test_combined_report_from_before_contents_were_kept_is_made_anew(committed) -> None:
    cast = Cast()
    report = combined.ask("portfolio", "", by=cast.anna)[0]
    failures = [("time", {"seconds": 120}), ("overtaken", {}), ("lost", {}), ("fault", {})]
    for failure, params in failures:
        models.Bundle.objects.create(asked_by=cast.anna, state="failed", failure=failure, failure_params=params)
    call_command("migrate", "assessments", "0014", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_paper SET state = 'ready', file = 'x.pdf'")
    call_command("migrate", verbosity=0)
    assert list(models.Bundle.objects.order_by("pk").values_list("failure", "failure_params")) == failures
    client = client_of(cast.anna)
    address = reverse("file", args=["combined-report", models.CombinedReport.objects.get(pk=report.pk).uuid])
    assert client.get(f"{address}download/").status_code == 302
    assert "Make it again" in client.get(address).content.decode()
    client.post(f"{address}again/")
    assert status(client.get(f"{address}download/")) == 200
