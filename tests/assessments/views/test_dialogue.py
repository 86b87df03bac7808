"""The dialogue between assessors and reviewers is read by them alone: no address tells a viewer or another donor a word of it."""

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from assessments import models, scorecard, tasks
from assessments.domain import comments, records, sharing, workflow
from assessments.reports import country
from assessments.reports.outline import Outline, read
from ssr_portal.accounts.models import Membership
from tests import acting
from tests.conftest import client_of

SECRET = {
    "remark": "XSAIDX",
    "remark on the whole": "XWHOLEX",
    "answer": "XANSWERX",
    "return note": "XRETURNX",
    "note to the reviewer": "XSUBMITX",
    "task": "XTASKX",
}
OPEN = "XOPENX"  # why a part is left open: for the organisation, never for others
STATEMENT = "XSTATEMENTX"
FILTER = re.compile(rb'href="(\?show=\w+)"')


@pytest.fixture
def talked(burundi, cast) -> models.Assessment:
    """Approved after a return, with remarks, answers, tasks and a part left open; shared with the other donor."""
    task = models.Assignment(part="need", person=cast.joris, due_on=date(2014, 1, 1), note=SECRET["task"])
    task.given_by = cast.anna
    records.add(task, burundi, by=cast.anna)
    records.add(models.Action(text="A", addressee="M", unit="U"), burundi, by=cast.anna)
    for rating in burundi.ratings.exclude(criterion__part="policy"):
        acting.rate(rating, 2, by=cast.anna, audience="shareable")
    burundi.refresh_from_db()
    said = {"left_open": {"policy": OPEN}}
    workflow.perform(
        workflow.SUBMIT, burundi, by=cast.anna, seen=burundi.revision, note=SECRET["note to the reviewer"], **said
    )
    thread = comments.say(burundi, SECRET["remark"], by=cast.marieke, rating=burundi.ratings.first(), flag="level")
    comments.say(burundi, SECRET["remark on the whole"], by=cast.marieke)
    comments.answer(thread, SECRET["answer"], by=cast.anna)
    seen = burundi.revision
    workflow.perform(workflow.RETURN, burundi, by=cast.marieke, seen=seen, note=SECRET["return note"])
    workflow.perform(workflow.SUBMIT, burundi, by=cast.anna, seen=seen, note=SECRET["note to the reviewer"], **said)
    tasks.after_move(acting.approve(burundi, cast, note=STATEMENT))
    sharing.share(burundi, cast.dda, by=cast.marieke)
    return models.Assessment.objects.get(pk=burundi.pk)


def addresses(assessment: models.Assessment) -> list[str]:
    """Every address of the portal that can be made of this assessment, its rows and all sections."""
    rows = {
        "reference": [assessment.reference],
        "code": ["BI"],
        "pk": [assessment.ratings.first().pk, assessment.programmes.get().pk, assessment.actions.first().pk],
        "name": ["context", "programmes", "goals", "evidence", "plan", "tasks", "approve", "return", "countries"],
        "noun": ["task", "action"],
        "part": ["governance", "need", "policy"],
        "key": ["governance", "need"],
        "stretch": ["governance"],
        "kind": ["csv", "xlsx"],
    }
    found = {reverse("dashboard")}
    for pattern in patterns():
        names = list(pattern.pattern.converters)
        if pattern.name and all(name in rows for name in names):
            found |= {made for values in _combined(rows, names) if (made := _address(pattern.name, values))}
    return sorted(found)


def patterns() -> list[Any]:
    """The portal's own addresses."""
    found = []
    for each in get_resolver().url_patterns:
        if isinstance(each, URLResolver) and str(each.pattern) == "":
            found += each.url_patterns
    return found


def _combined(rows: dict[str, list[Any]], names: list[str]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [{}]
    for name in names:
        made = [before | {name: value} for before in made for value in rows[name]]
    return made


def _address(name: str, values: dict[str, Any]) -> str:
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return ""


def told(client: Any, paths: list[str], words: set[str]) -> dict[str, list[str]]:
    """Which addresses answer with which of the words."""
    found = {}
    for path in paths:
        body = content(client, path)
        here = [word for word in sorted(words) if word.encode() in body]
        if here:
            found[path] = here
    return found


def content(client: Any, path: str) -> bytes:
    answer = client.get(path)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def with_filters(client: Any, paths: list[str]) -> list[str]:
    """The addresses, and those to which the filters of their pages lead."""
    return [
        each for path in paths for each in (path, *(path + by.decode() for by in FILTER.findall(content(client, path))))
    ]


@pytest.mark.same_on_any_database
def test_no_address_tells_the_dialogue_to_a_viewer_or_another_donor(talked, cast) -> None:
    paths = with_filters(client_of(cast.marieke), addresses(talked))
    assert len(paths) > 70
    words = set(SECRET.values())
    for person in (cast.anna, cast.marieke):  # what must not leak is there to be found
        shown = told(client_of(person), paths, words)
        assert {word for found in shown.values() for word in found} == words
    assert told(client_of(cast.pieter), paths, words) == {}
    for person in (cast.sofia, cast.erik, cast.fatima):
        assert told(client_of(person), paths, words | {OPEN}) == {}


def test_menu_of_a_viewer_leads_to_no_dialogue(talked, cast) -> None:
    page = client_of(cast.pieter).get(reverse("overview", args=[talked.reference])).content.decode()
    for name in (reverse("remarks", args=[talked.reference]), reverse("section", args=[talked.reference, "tasks"])):
        assert name not in page
        assert client_of(cast.pieter).get(name).status_code == 403
        assert name in client_of(cast.anna).get(reverse("overview", args=[talked.reference])).content.decode()


def test_viewer_remarks_on_nothing(talked, cast) -> None:
    client = client_of(cast.pieter)
    rating = talked.ratings.first()
    for url in (
        reverse("remarks", args=[talked.reference]),
        reverse("rating", args=[talked.reference, rating.pk]),
    ):
        answer = client.post(url, {f"text-{rating.pk}": "Mine.", "text-0": "Mine."})
        assert answer.status_code == 403
    assert not models.Comment.objects.filter(by=cast.pieter).exists()


@pytest.mark.same_on_any_database
def test_role_that_ends_closes_the_dialogue(talked, cast) -> None:
    paths = with_filters(client_of(cast.marieke), addresses(talked))
    Membership.objects.filter(person__in=[cast.anna, cast.joris]).update(role="viewer")
    for person in (cast.anna, cast.joris):
        assert told(client_of(person), paths, set(SECRET.values())) == {}


def test_shared_edition_withholds_why_a_part_is_open(talked) -> None:
    shared = scorecard.shared_edition(talked)
    assert [row.reason for row in shared.records[models.OpenPart]] == ["Withheld"]
    body = country.body(shared, Outline(edition="shareable"))
    assert OPEN not in body
    assert OPEN in country.body(scorecard.dossier(talked))


def test_every_outline_of_the_shared_edition_keeps_the_dialogue_out(talked) -> None:
    for written in ("shareable", "shareable short", "shareable dialogue", "shareable pdfa"):
        body = country.body(scorecard.shared_edition(talked), read(written))
        assert not [word for word in (*SECRET.values(), OPEN) if word in body], written


def test_mail_tells_that_something_happened_and_no_word_of_it(talked, cast) -> None:
    assert {each.to[0] for each in mail.outbox} >= {cast.anna.email, cast.joris.email}
    words = {*SECRET.values(), OPEN, STATEMENT}
    assert not [word for each in mail.outbox for word in words if word in f"{each.subject}{each.body}"]
    approval = next(each for each in mail.outbox if "approved" in each.subject)
    assert f"/assessments/{talked.reference}/" in approval.body
