"""Every address, for each of the cast, for nobody and for the other organisation."""

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from assessments import access, models
from assessments.domain import records
from assessments.generation import reports
from ssr_portal.accounts.models import Person
from tests import acting
from tests.conftest import client_of

READ = {"anna": 200, "joris": 200, "marieke": 200, "pieter": 404, "sofia": 404, "erik": 404, "fatima": 404}
EDIT = READ | {"marieke": 403}


def addresses(burundi: models.Assessment, cast) -> dict[tuple[str, tuple], dict[str, int]]:
    """Each address that names an assessment, with what a GET answers to whom."""
    reference = burundi.reference
    evidence = records.add(
        models.Evidence(title="t", kind="document", origin="o", dated=date(2014, 1, 1)), burundi, by=cast.anna
    )
    action = records.add(models.Action(text="x", addressee="x", unit="x"), burundi, by=cast.anna)
    report, _ = reports.ask_by_fingerprint(burundi, "f" * 64, by=cast.anna)
    rating = burundi.ratings.first()
    only_post = dict.fromkeys(READ, 405)
    submit = EDIT
    not_submitted = dict.fromkeys(READ, 302) | {"pieter": 404, "sofia": 404, "erik": 404, "fatima": 404}
    found: dict[tuple[str, tuple], dict[str, int]] = {
        ("overview", (reference,)): READ,
        ("facts", (reference,)): EDIT,
        ("correct", (reference,)): only_post,
        ("context-change", (reference,)): EDIT,
        ("version-move", (reference,)): EDIT | {"anna": 302, "joris": 302},  # there is no newer version
        ("version-undo", (reference,)): only_post,
        ("score-programme", (reference, burundi.programmes.get().pk)): READ,
        ("score-part", (reference, "governance")): READ,
        ("rating", (reference, rating.pk)): READ,
        ("review", (reference, "governance")): READ,
        ("remarks", (reference,)): READ,
        ("history", (reference,)): READ,
        ("rating-restore", (reference, rating.pk)): only_post,
        ("pulse", (reference, "governance")): only_post,
        ("rating-body", (reference, rating.pk)): READ,
        ("rating-save", (reference, rating.pk)): only_post,
        ("move", (reference, "submit")): submit,
        ("move", (reference, "approve")): READ,  # it says that this is no time for it
        ("report", (reference,)): READ,
        ("report-ask", (reference,)): only_post,
        ("file", ("report", report.uuid)): READ,
        ("file-again", ("report", report.uuid)): only_post,
        ("file-cancel", ("report", report.uuid)): only_post,
        ("file-download", ("report", report.uuid)): not_submitted,
        ("progress", (reference, action.pk)): READ,
        ("share", (reference,)): dict.fromkeys(READ, 403) | {"pieter": 404, "sofia": 404, "erik": 404, "fatima": 404},
        ("audience", (reference,)): READ,
        ("as-shared", (reference,)): READ,
        ("shared", (reference,)): dict.fromkeys(READ, 404),
        ("shared-ask", (reference,)): only_post,
        ("file", ("shared-report", report.uuid)): dict.fromkeys(READ, 404),
        ("file-again", ("shared-report", report.uuid)): only_post,
        ("file-cancel", ("shared-report", report.uuid)): only_post,
        ("file-download", ("shared-report", report.uuid)): dict.fromkeys(READ, 404),
        ("record-add", (reference, "risk")): EDIT,
        ("record-change", (reference, "evidence", evidence.pk)): EDIT,
        ("evidence-uses", (reference, evidence.pk)): READ,
        ("evidence-file", (reference, evidence.pk)): dict.fromkeys(
            READ, 404
        ),  # there is none; test_evidence.py has one
        ("record-remove", (reference, "evidence", evidence.pk)): EDIT,
    }
    for section in ("context", "programmes", "goals", "evidence", "plan", "tasks"):
        found["section", (reference, section)] = READ
    return found


def test_every_address_answers_each_of_the_cast(burundi, cast) -> None:
    visited, table = 0, addresses(burundi, cast)
    for (name, args), expected in table.items():
        url = reverse(name, args=args)
        for person, status in expected.items():
            assert client_of(getattr(cast, person)).get(url).status_code == status, (name, person)
            visited += 1
    assert visited == len(table) * 7


def test_every_address_of_an_assessment_is_in_the_table(burundi, cast) -> None:
    tried = {name for name, _ in addresses(burundi, cast)}
    patterns = next(
        p
        for p in get_resolver().url_patterns
        if getattr(p, "urlconf_name", None) and "assessments" in str(p.urlconf_name)
    )
    named = {pattern.name for pattern in patterns.url_patterns}
    versions = {"version-difference", "version-preview", "version-preview-report", "version-sample"}
    portfolios = {"portfolio", "portfolio-export", "country", "country-export", "compare", "compare-export"}
    # tried in test_portfolio.py, test_country.py, test_comparison.py, test_files.py, test_check.py and test_versions.py
    others = {"dashboard", "assessment-new", "check", "combined-ask", "bundles"}
    assert named - tried == others | versions | portfolios


def test_nobody_signed_in_is_sent_to_the_sign_in(burundi, cast) -> None:
    for name, args in addresses(burundi, cast):
        url = reverse(name, args=args)
        for answer in (Client().get(url), Client().post(url)):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/accounts/login/"), name


def test_posts_of_the_other_organisation_answer_404_and_change_nothing(burundi, cast) -> None:
    client = client_of(cast.sofia)
    table = addresses(burundi, cast)
    before = models.Assessment.objects.get(pk=burundi.pk).revision
    for name, args in table:
        if name in {
            "overview",
            "section",
            "report",
            "file",
            "rating-body",
            "file-download",
            "as-shared",
            "shared",
            "evidence-file",
            "review",
            "remarks",
            "history",
        }:
            continue
        assert client.post(reverse(name, args=args), {"revision": "0"}).status_code == 404, name
    assert models.Assessment.objects.get(pk=burundi.pk).revision == before


def test_posts_of_a_reviewer_change_nothing(burundi, cast) -> None:
    client = client_of(cast.marieke)
    before = models.Assessment.objects.get(pk=burundi.pk).revision
    for name, args in addresses(burundi, cast):
        if name in {
            "facts",
            "context-change",
            "score-part",
            "score-programme",
            "rating-save",
            "record-add",
            "record-change",
            "record-remove",
            "correct",
            "version-move",
            "version-undo",
        }:
            assert client.post(reverse(name, args=args), {}).status_code == 403, name
    assert models.Assessment.objects.get(pk=burundi.pk).revision == before + 2  # the two records made above


def test_viewer_reads_what_is_approved(approved, cast) -> None:
    client = client_of(cast.pieter)
    assert client.get(reverse("overview", args=[approved.reference])).status_code == 200
    assert client.get(reverse("report", args=[approved.reference])).status_code == 200
    assert client.get(reverse("facts", args=[approved.reference])).status_code == 403


def test_list_answer_equals_object_answer(approved, cast) -> None:
    """For every person and assessment: it is in the list exactly when its page opens."""
    acting.opened(cast.dda, by=cast.sofia, first=2014, last=2014)
    compared = 0
    for person in Person.objects.all():
        listed = set(access.assessments_of(person).values_list("reference", flat=True))
        for assessment in models.Assessment.objects.all():
            status = client_of(person).get(reverse("overview", args=[assessment.reference])).status_code
            assert (assessment.reference in listed) == (status == 200), (person, assessment)
            compared += 1
    assert compared == 14


@pytest.mark.parametrize("kind", ["nonsense", "bundle", "combined-report", "shared-report"])
def test_report_is_served_under_no_other_kind(approved, cast, kind: str) -> None:
    final = reports.ask_by_fingerprint(approved, "a" * 64, by=cast.anna)[0]
    for verb in ("", "download/"):
        assert client_of(cast.anna).get(f"/files/{kind}/{final.uuid}/{verb}").status_code == 404
    for verb in ("again/", "cancel/"):
        assert client_of(cast.anna).post(f"/files/{kind}/{final.uuid}/{verb}").status_code == 404


def test_brute_force_is_stopped(cast, client) -> None:
    cache.clear()
    answers = [
        client.post(reverse("account_login"), {"login": cast.anna.email, "password": f"wrong-{n}"}) for n in range(8)
    ]
    assert "Too many failed" in answers[-1].content.decode()
    again = client.post(reverse("account_login"), {"login": cast.anna.email, "password": "secret"})
    assert again.status_code == 200
    assert "_auth_user_id" not in client.session
