"""With two languages, each reads in their own: pages, mails and files, whoever brings them about and in whatever order."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from assessments import models, scorecard, tasks
from assessments.domain import assignments, kept_text
from assessments.frozen import GUARDS as ASSESSMENTS
from assessments.generation import bundles, combined, jobs, reports, samples
from assessments.generation import tasks as generation
from assessments.models.generated_file import Failure
from assessments.reports import fingerprints, outline, pdf
from assessments.scorecard import memory
from frameworks import queries
from frameworks.frozen import GUARDS as FRAMEWORKS
from ssr_portal.accounts import languages, notices, profile
from ssr_portal.accounts.models import Membership, Person
from ssr_portal.database import triggers
from ssr_portal.values import money
from tests import acting
from tests.assessments.reports.test_country import fresh
from tests.conftest import client_of
from tests.languages import content, escapes
from tests.languages.pseudo import LANGUAGE, beside, pseudo

ENGLISH = "en-gb"
MAILS = {
    path.name.removesuffix("_subject.txt") for path in Path(settings.BASE_DIR).glob("templates/*/mail/*_subject.txt")
}
LINK = re.compile(r"https?://\S+")


@pytest.fixture(autouse=True)
def two_languages() -> Iterator[None]:
    """English, and the one for tests."""
    with beside(), translation.override(ENGLISH):
        yield


@pytest.fixture
def printed(monkeypatch) -> list[str]:
    """The documents that reach the press."""
    found: list[str] = []

    def keep(job: pdf.PrintJob, *_still_wanted: object) -> pdf.Pdf:
        found.append(job.html)
        return pdf.Pdf(f"%PDF-1.7 {job.identifier}".encode(), 1)

    monkeypatch.setattr(pdf, "print_apart", keep)
    return found


def speaks(person: Person, language: str = LANGUAGE) -> Person:
    person.language = language
    person.save()
    return person


def in_greek() -> None:
    """What people wrote is told from words of the portal at sight."""
    triggers.remove((*FRAMEWORKS, *ASSESSMENTS), "default")
    content.put_into_greek()
    queries.forget_published()
    memory.forget()


def make(kind: str, file: Any) -> Any:
    """As the worker does, which itself speaks English."""
    with translation.override(ENGLISH):
        generation.make_file.func(kind, file.pk)
    file.refresh_from_db()
    assert file.is_ready, file.failure
    return file


def language_of(html: str) -> str:
    return re.search(r'<html lang="([\w-]+)"', html)[1]


def untranslated(html: str) -> list[str]:
    return escapes.Page(html).escaped


# Pages


def test_each_reads_pages_in_the_language_they_chose(cast) -> None:
    speaks(cast.anna)
    anna, joris = client_of(cast.anna), client_of(cast.joris)
    for _turn in range(2):
        mine, theirs = anna.get(reverse("dashboard")), joris.get(reverse("dashboard"))
        assert (mine["Content-Language"], language_of(mine.content.decode())) == (LANGUAGE, LANGUAGE)
        assert (theirs["Content-Language"], language_of(theirs.content.decode())) == (ENGLISH, ENGLISH)
        assert "⟦" in mine.content.decode()
        assert "⟦" not in theirs.content.decode()


def test_language_that_the_portal_no_longer_has_is_its_own(cast) -> None:
    speaks(cast.anna, "xx")
    assert language_of(client_of(cast.anna).get(reverse("dashboard")).content.decode()) == ENGLISH


def test_language_is_chosen_on_a_page_of_its_own(as_anna, cast) -> None:
    address = reverse("account_language")
    assert address in as_anna.get(reverse("dashboard")).content.decode()
    page = as_anna.get(address).content.decode()
    assert f'<option value="{LANGUAGE}" lang="{LANGUAGE}">{pseudo("Pseudo")}</option>' in page
    assert f'<option value="{ENGLISH}" lang="{ENGLISH}">English</option>' in page
    assert as_anna.post(address, {"language": "xx"}).status_code == 422
    told = as_anna.post(address, {"language": LANGUAGE}, follow=True).content.decode()
    cast.anna.refresh_from_db()
    assert cast.anna.language == LANGUAGE
    assert language_of(told) == LANGUAGE
    assert "The language was saved." not in told
    as_anna.post(address, {"language": ""})
    assert language_of(as_anna.get(address).content.decode()) == ENGLISH


def test_choosing_a_language_undoes_nothing_that_the_desk_did_meanwhile(as_anna, cast, monkeypatch) -> None:
    sound = profile.LanguageForm.is_valid

    def meanwhile(form: profile.LanguageForm) -> bool:
        Person.objects.filter(pk=cast.anna.pk).update(email="new@nl.example")
        return sound(form)

    monkeypatch.setattr(profile.LanguageForm, "is_valid", meanwhile)
    as_anna.post(reverse("account_language"), {"language": LANGUAGE})
    cast.anna.refresh_from_db()
    assert (cast.anna.language, cast.anna.email) == (LANGUAGE, "new@nl.example")


def test_nothing_is_chosen_where_there_is_one_language(as_anna, cast, settings) -> None:
    settings.LANGUAGES = [(ENGLISH, "English")]
    root = client_of(Person.objects.create_superuser("root@portal.example", "secret", name="Root"))
    desk = [reverse(f"admin:accounts_{each._meta.model_name}_change", args=[each.pk]) for each in (cast.anna, cast.nl)]
    assert as_anna.get(reverse("account_language")).status_code == 404
    assert reverse("account_language") not in as_anna.get(reverse("dashboard")).content.decode()
    assert ['name="language"' in root.get(address).content.decode() for address in desk] == [False, False]
    settings.LANGUAGES = [(ENGLISH, "English"), (LANGUAGE, "Pseudo")]
    assert ['name="language"' in root.get(address).content.decode() for address in desk] == [True, True]


def test_log_of_the_desk_is_read_in_the_reader_s_language(cast) -> None:
    root = speaks(Person.objects.create_superuser("root@portal.example", "secret", name="Root"))
    rows = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    page = reverse("admin:accounts_person_change", args=[cast.joris.pk])
    client_of(root).post(page, {"email": "new@nl.example", "name": "Joris Bakker", "is_active": "on", **rows})
    said = LogEntry.objects.get()
    with translation.override(ENGLISH):
        assert "Changed e-mail address for person “joris@nl.example → new@nl.example”." in said.get_change_message()
    with translation.override(LANGUAGE):
        assert untranslated(said.get_change_message().replace("→", "")) == []


# Mails


def bring_about(approved: models.Assessment, cast: Any, capture: Any) -> None:
    """One mail of each kind."""
    task = models.Assignment.objects.create(
        assessment=acting.opened(cast.nl, by=cast.anna, first=2018, last=2019),
        part="policy",
        person=cast.joris,
        given_by=cast.anna,
        due_on=timezone.localdate(),
    )
    share = acting.shared(approved, cast.dda, by=cast.marieke)
    with capture(execute=True):
        notices.invitation.enqueue(cast.joris.pk)
        notices.reset_link.enqueue(cast.joris.pk)
        notices.address_changed(cast.joris, "before@nl.example", by=cast.fatima)
        notices.roles_changed([(Membership.objects.get(person=cast.joris), False)], cast.fatima, {})
        tasks.tell.enqueue(approved.events.get(kind="submitted").pk)
        tasks.tell_handed.enqueue(task.pk)
        tasks.tell_shared.enqueue(share.pk)
        call_command("send_reminders", verbosity=0)


def spoken_in(mails: list[Any]) -> set[str]:
    """Which languages the mails are in: subject and every line of the body."""
    lines = [line for mail in mails for line in (mail.subject, *LINK.sub("", mail.body).splitlines()) if line.strip()]
    return {LANGUAGE if "⟦" in line else ENGLISH for line in lines if "⟦" in line or escapes.untranslated(line)}


@pytest.mark.parametrize("spoken", [LANGUAGE, ENGLISH])
def test_every_mail_is_in_its_receiver_s_language(
    approved, cast, mailoutbox, monkeypatch, django_capture_on_commit_callbacks, spoken: str
) -> None:
    sent: set[str] = set()
    written = notices.mails._written
    monkeypatch.setattr(
        notices.mails, "_written", lambda name, *more: sent.add(Path(name).name) or written(name, *more)
    )
    Person.objects.update(language=spoken)
    in_greek()
    for each in vars(cast).values():
        each.refresh_from_db()
    mailoutbox.clear()
    other = ENGLISH if spoken == LANGUAGE else LANGUAGE
    with translation.override(other):
        bring_about(models.Assessment.objects.get(pk=approved.pk), cast, django_capture_on_commit_callbacks)
    assert sent == MAILS
    assert spoken_in(mailoutbox) == {spoken}
    assert [mail.subject for mail in mailoutbox if "\n" in mail.subject] == []
    assert {escapes.untranslated(mail.body) == [] for mail in mailoutbox} == {spoken == LANGUAGE}


# Files


def test_report_is_made_in_the_language_of_whoever_asked(burundi, cast, printed) -> None:
    in_greek()
    burundi = fresh(burundi)
    with translation.override(LANGUAGE):
        mine, new = reports.ask(burundi, outline.Outline(), by=cast.anna)
    theirs, theirs_is_new = reports.ask(burundi, outline.Outline(), by=cast.joris)
    assert (mine.language, new, theirs.language, theirs_is_new) == (LANGUAGE, True, ENGLISH, True)
    assert mine.fingerprint != theirs.fingerprint
    make("report", theirs)
    make("report", mine)
    assert [language_of(html) for html in printed] == [ENGLISH, LANGUAGE]
    assert "⟦" not in printed[0]
    assert untranslated(printed[1]) == []
    with translation.override(LANGUAGE):
        assert reports.ask(burundi, outline.Outline(), by=cast.joris) == (mine, False)


def test_other_files_are_made_in_the_language_of_whoever_asked(approved, framework, cast, printed) -> None:
    in_greek()
    with translation.override(LANGUAGE):
        files = {
            "combined-report": combined.ask("portfolio", "", by=cast.anna)[0],
            "sample-report": samples.ask(framework, by=cast.fatima)[0],
        }
        bundle = bundles.ask([fresh(approved)], by=cast.anna)
    for kind, file in files.items():
        make(kind, file)
    assert [(language_of(html), untranslated(html)) for html in printed] == [(LANGUAGE, [])] * 2
    again, new = combined.ask("portfolio", "", by=cast.anna)
    assert (again.language, new, bundle.language) == (ENGLISH, True, LANGUAGE)


def test_what_waits_is_shared_by_those_who_read_in_one_language(framework, cast) -> None:
    def asked() -> list[Any]:
        return [combined.ask("portfolio", "", by=cast.anna)[0], samples.ask(framework, by=cast.fatima)[0]]

    english = asked()
    with translation.override(LANGUAGE):
        others = asked()
    assert [each.language for each in (*english, *others)] == [ENGLISH, ENGLISH, LANGUAGE, LANGUAGE]
    assert asked() == english


@pytest.mark.faults_in_the_log
@pytest.mark.parametrize("failure", [None, OSError, jobs.NotMade(Failure.FORBIDDEN)])
def test_worker_speaks_afterwards_as_before(burundi, cast, printed, monkeypatch, failure: Any) -> None:
    with translation.override(LANGUAGE):
        report, _new = reports.ask(burundi, outline.Outline(), by=cast.anna)

    def stopped(*_more: object) -> None:
        assert languages.active() == LANGUAGE
        raise failure

    if failure is not None:
        monkeypatch.setattr(pdf, "print_apart", stopped)
        monkeypatch.setattr(generation, "queue", lambda *_file, **_when: None)
    generation.make_file.func("report", report.pk)
    assert languages.active() == ENGLISH


def test_final_report_is_in_the_organisation_s_language_whoever_asks_first(complete, cast, printed) -> None:
    cast.nl.language = LANGUAGE
    cast.nl.save()
    models.Evidence.objects.create(
        assessment=complete, title="Σεκρετ", kind="document", origin="ο", dated=date(2014, 1, 1), audience="reviewers"
    )
    acting.submit_and_approve(fresh(complete), cast)
    in_greek()
    approved = fresh(complete)
    report, _new = reports.ask(approved, outline.Outline(), by=cast.joris)
    make("report", report)
    assert (report.language, report.final, language_of(printed[0])) == (LANGUAGE, True, LANGUAGE)
    assert untranslated(printed[0]) == []
    page = client_of(cast.joris).get(reverse("file", args=["report", report.uuid])).content.decode()
    assert f"<dt>Language</dt><dd>{pseudo('Pseudo')}</dd>" in page
    cast.nl.language = ""
    cast.nl.save()
    with translation.override(LANGUAGE):
        assert reports.ask(fresh(complete), outline.Outline(), by=cast.anna) == (report, False)
    assert fresh(complete).language_for_good == LANGUAGE  # as it was when it was approved


def test_fingerprint_of_a_draft_names_the_language_even_where_no_word_differs(burundi) -> None:
    english = fingerprints.fingerprint(scorecard.dossier(burundi))
    with translation.override("fr"):
        assert (burundi.country_name, burundi.depth_label) == ("Burundi", "Full")
        assert fingerprints.fingerprint(scorecard.dossier(burundi)) != english


@pytest.mark.parametrize("language", [ENGLISH, LANGUAGE])
def test_fingerprint_of_what_is_approved_is_one_in_every_language(complete, cast, language: str) -> None:
    cast.nl.language = language
    cast.nl.save()
    models.Evidence.objects.create(
        assessment=complete, title="Secret", kind="document", origin="o", dated=date(2014, 1, 1), audience="reviewers"
    )
    acting.submit_and_approve(fresh(complete), cast)
    chosen = (outline.Outline(), outline.Outline(edition=outline.SHAREABLE))

    def marks() -> list[str]:
        return [fingerprints.fingerprint(outline.dossier_of(fresh(complete), each), each) for each in chosen]

    english = marks()
    with translation.override(LANGUAGE):
        assert marks() == english
    assert reports.ask(fresh(complete), chosen[0], by=cast.anna)[0].fingerprint == english[0]


def test_labels_of_what_is_approved_are_in_the_reader_s_language(approved) -> None:
    found = fresh(approved)
    assert (found.country_name, found.depth_label, found.words["language"]) == ("Burundi", "Full", ENGLISH)
    with translation.override(LANGUAGE):
        assert (found.country_name, found.depth_label) == (pseudo("Burundi"), pseudo("Full"))
        assert found.donor_name == "Netherlands"


# Words that were stored, remembered or made when a module was read


def test_what_stayed_behind_is_told_in_the_reader_s_language(burundi, programme) -> None:
    row = programme.works_on.first()
    facts, text = kept_text.facts_and_text(models.ProgrammeActivity.objects.get(activity=row.activity))
    kept = models.LeftBehind.objects.create(assessment=burundi, version="1", facts=facts, text=text)
    assert kept.what == "Programme “Police strand” works on"
    with translation.override(LANGUAGE):
        assert kept.what == pseudo("Programme “%(title)s” works on") % {"title": "Police strand"}
        assert scorecard.dossier(burundi).records[models.LeftBehind][0].what == kept.what


def test_tasks_and_currencies_are_named_in_the_reader_s_language(burundi, cast) -> None:
    task = assignments.Task(models.Assignment(assessment=burundi, part="policy", person=cast.joris), 0)
    with translation.override(LANGUAGE):
        assert task.title == pseudo("Policy")
    names = {}
    for language in (ENGLISH, "fr", "ar", LANGUAGE):
        with translation.override(language):
            names[language] = (money.CURRENCIES["EUR"].name, money.CURRENCIES["DEM"].name, burundi.country.name)
    assert names[ENGLISH] == ("Euro", "German Mark", "Burundi")
    assert names["fr"] == ("euro", "mark allemand", "Burundi")
    assert names["ar"][0] == "يورو"
    assert languages.active() == ENGLISH
