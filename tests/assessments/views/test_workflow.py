"""Every move over HTTP: happy path, bad input, wrong role, other organisation, stale revision; and what people are told."""

import pytest
from django.core import mail
from django.urls import reverse

from assessments import models
from assessments.domain import comments, workflow
from tests import acting
from tests.conftest import client_of

TARGETS = {
    "submit": "submitted",
    "return": "returned",
    "take-up": "draft",
    "approve": "approved",
    "withdraw": "draft",
    "give-up": "given_up",
    "resume": "draft",
}
BEFORE = {  # the moves, by whom, that lead to where each move starts
    "submit": (),
    "return": (("submit", "anna"),),
    "approve": (("submit", "anna"),),
    "withdraw": (("submit", "anna"),),
    "take-up": (("submit", "anna"), ("return", "marieke")),
    "give-up": (),
    "resume": (("give-up", "anna"),),
}
MOVER = {"return": "marieke", "approve": "marieke"}
NOTED = {"return", "approve", "give-up"}
WHOLE = "The text that I typed."


def address(assessment: models.Assessment, name: str) -> str:
    assessment.refresh_from_db()
    return reverse("move", args=[assessment.reference, name])


def said(assessment: models.Assessment, **more: str) -> dict[str, str]:
    assessment.refresh_from_db()
    return {"revision": str(assessment.revision), "note": WHOLE, "agreed": acting.agreed(assessment)} | more


def post(assessment: models.Assessment, cast, person: str, name: str, **more: str):
    return client_of(getattr(cast, person)).post(address(assessment, name), said(assessment, **more))


def reach(assessment: models.Assessment, cast, name: str) -> None:
    for step, person in BEFORE[name]:
        assert post(assessment, cast, person, step).status_code == 302, step


@pytest.mark.parametrize("name", TARGETS)
def test_move_is_made_and_told(complete, cast, name: str) -> None:
    reach(complete, cast, name)
    mover = MOVER.get(name, "anna")
    assert client_of(getattr(cast, mover)).get(address(complete, name)).status_code == 200
    answer = post(complete, cast, mover, name)
    complete.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, reverse("overview", args=[complete.reference]))
    assert complete.state == TARGETS[name]
    event = complete.events.order_by("pk").exclude(kind="reported").last()
    assert (event.by, event.note) == (getattr(cast, mover), "" if name in {"take-up", "resume"} else WHOLE)


@pytest.mark.parametrize("ticked", ["", "0123456789abcdef"])
def test_missing_statement_and_tick_are_told_together(complete, cast, ticked: str) -> None:
    reach(complete, cast, "approve")
    answer = post(complete, cast, "marieke", "approve", note=" ", agreed=ticked)
    assert set(answer.context["form"].errors) == {"note", "agreed"}
    assert "This was not done" in answer.content.decode()


@pytest.mark.parametrize("name", sorted(NOTED))
def test_move_without_its_note_is_refused_and_asks_for_it(complete, cast, name: str) -> None:
    reach(complete, cast, name)
    complete.refresh_from_db()
    state = complete.state
    answer = post(complete, cast, MOVER.get(name, "anna"), name, note=" ")
    complete.refresh_from_db()
    assert (answer.status_code, complete.state) == (422, state)
    assert "note" in answer.context["form"].errors


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("revision", ["x", "", "-1", "9" * 30])
def test_move_with_a_revision_that_is_none_is_refused(complete, cast, name: str, revision: str) -> None:
    reach(complete, cast, name)
    complete.refresh_from_db()
    state = complete.state
    answer = post(complete, cast, MOVER.get(name, "anna"), name, revision=revision)
    complete.refresh_from_db()
    assert (answer.status_code, complete.state) == (422, state)


@pytest.mark.parametrize("name", TARGETS)
def test_move_on_what_changed_meanwhile_is_not_made(complete, cast, name: str) -> None:
    reach(complete, cast, name)
    complete.refresh_from_db()
    state = complete.state
    answer = post(complete, cast, MOVER.get(name, "anna"), name, revision=str(complete.revision - 1))
    complete.refresh_from_db()
    assert (answer.status_code, complete.state) == (409, state)
    page, form = answer.content.decode(), answer.context["form"]
    assert "changed or moved on meanwhile" in page
    assert form["revision"].value() == str(complete.revision)
    assert ("note" in form.fields) == (name not in {"take-up", "resume"}) == (WHOLE in page)
    again = {field.html_name: field.value() or "" for field in form} | {"agreed": acting.agreed(complete)}
    assert post(complete, cast, MOVER.get(name, "anna"), name, **again).status_code == 302


WRONG = {
    "submit": {"marieke": 403, "pieter": 404},
    "return": {"anna": 403, "joris": 403, "pieter": 404},
    "approve": {"anna": 403, "joris": 403, "pieter": 404},
    "withdraw": {"joris": 403, "marieke": 403, "pieter": 404},
    "take-up": {"marieke": 403, "pieter": 404},
    "give-up": {"pieter": 404},
    "resume": {"pieter": 404},
}


@pytest.mark.parametrize("name", TARGETS)
def test_move_of_the_wrong_person_is_refused(complete, cast, name: str) -> None:
    reach(complete, cast, name)
    complete.refresh_from_db()
    state = complete.state
    for person, status in (WRONG[name] | {"sofia": 404, "erik": 404, "fatima": 404}).items():
        assert client_of(getattr(cast, person)).get(address(complete, name)).status_code == status, person
        assert post(complete, cast, person, name).status_code == status, person
    complete.refresh_from_db()
    assert complete.state == state


@pytest.mark.parametrize("name", TARGETS)
def test_move_from_another_state_is_told_and_not_made(complete, cast, name: str) -> None:
    wrong = {"draft": {"return", "approve", "take-up", "withdraw", "resume"}}
    if name not in wrong["draft"]:
        acting.submit(complete, cast)
    complete.refresh_from_db()
    state = complete.state
    anna = client_of(cast.anna)
    answer = anna.post(address(complete, name), said(complete))
    complete.refresh_from_db()
    assert (answer.status_code, complete.state) == (409, state)
    page = answer.content.decode()
    assert "changed or moved on meanwhile" in page
    assert (WHOLE in page) == (name not in {"take-up", "resume"})
    assert f'<button class="btn btn-primary">{workflow.MOVES[name].label}' not in page
    came_back = anna.get(address(complete, name)).content.decode()
    assert "changed or moved on meanwhile" in came_back
    assert '<form method="post" novalidate data-unsaved hidden>' in came_back


def test_reason_for_a_part_that_a_colleague_completed_meanwhile_is_still_there(burundi, cast) -> None:
    shown = said(burundi, **{f"open-{part}": f"{part}: no access." for part in OPEN})
    for rating in burundi.ratings.filter(criterion__part="need"):
        acting.rate(rating, 2, by=cast.joris)
    answer = client_of(cast.anna).post(address(burundi, "submit"), shown)
    assert answer.status_code == 409
    form = answer.context["form"]
    assert {name: form[f"open-{name}"].value() for name in OPEN} == {name: f"{name}: no access." for name in OPEN}
    assert "complete by now" in form.fields["open-need"].help_text
    assert post(burundi, cast, "anna", "submit", **{f"open-{part}": "x" for part in OPEN}).status_code == 302
    assert not burundi.open_parts.filter(part="need").exists()


def test_place_taken_meanwhile_is_told_on_the_page(given_up, cast, as_anna) -> None:
    acting.opened(cast.nl, by=cast.joris, first=2012, last=2014)
    answer = as_anna.post(address(given_up, "resume"), said(given_up))
    assert answer.status_code == 409
    assert "stands in its place" in answer.content.decode()


def test_unknown_move_is_not_found(complete, as_anna) -> None:
    assert as_anna.get(reverse("move", args=[complete.reference, "vanish"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("submit", "Submitted for review. Marieke Visser has been told.", {"marieke"}),
        ("return", "Returned to the assessors. Anna de Wit and Joris Bakker have been told.", {"anna", "joris"}),
        (
            "approve",
            "Approved. The PDF is being prepared. Anna de Wit and Joris Bakker have been told.",
            {"anna", "joris"},
        ),
        ("withdraw", "Taken back: it is a draft again, and can be changed. Marieke Visser has been told.", {"marieke"}),
        ("take-up", "Reopened: it is a draft again and can be changed.", set()),
        ("resume", "Reopened: it is a draft and can be changed. Joris Bakker and", {"joris", "marieke"}),
    ],
)
def test_message_says_what_was_done_and_who_was_told(complete, cast, name: str, words: str, told: set[str]) -> None:
    reach(complete, cast, name)
    mail.outbox.clear()
    mover = client_of(getattr(cast, MOVER.get(name, "anna")))
    page = mover.post(address(complete, name), said(complete), follow=True).content.decode()
    assert words in page
    assert {address for each in mail.outbox for address in each.to} == {getattr(cast, who).email for who in told}


def test_submission_nobody_can_review_says_so(complete, cast, as_anna) -> None:
    cast.marieke.is_active = False
    cast.marieke.save()
    page = as_anna.post(address(complete, "submit"), said(complete), follow=True).content.decode()
    assert "Submitted for review. There was nobody else to tell." in page


def test_taking_back_is_refused_with_the_reason_once_a_reviewer_began(complete, cast, as_anna) -> None:
    acting.submit(complete, cast)
    overview = reverse("overview", args=[complete.reference])
    assert "Take back from review" in as_anna.get(overview).content.decode()
    comments.say(complete, "Why so high?", by=cast.marieke)
    for answer in (
        as_anna.get(address(complete, "withdraw")),
        as_anna.post(address(complete, "withdraw"), said(complete)),
    ):
        assert answer.status_code == 403
        assert "A reviewer has begun" in answer.content.decode()
    page = as_anna.get(overview).content.decode()
    assert "A reviewer has begun" in page
    assert "Take back from review" not in page


OPEN = ("governance", "need", "contribution", "practice", "policy")


def test_resubmission_keeps_the_earlier_reasons(burundi, cast, as_anna) -> None:
    reasons = {f"open-{part}": f"{part}: the prisons could not be visited." for part in OPEN}
    assert post(burundi, cast, "anna", "submit", **reasons).status_code == 302
    assert post(burundi, cast, "marieke", "return").status_code == 302
    form = as_anna.get(address(burundi, "submit")).context["form"]
    assert {name: form[name].value() for name in reasons} == reasons


def test_incomplete_part_without_a_reason_is_refused_with_all_that_was_typed(burundi, cast) -> None:
    answer = post(burundi, cast, "anna", "submit", **{"open-need": "No access."})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert sorted(form.errors) == sorted(f"open-{part}" for part in OPEN if part != "need")
    assert (form["open-need"].value(), form["note"].value()) == ("No access.", WHOLE)


@pytest.fixture
def given_up(complete, cast) -> models.Assessment:
    assert post(complete, cast, "anna", "give-up").status_code == 302
    complete.refresh_from_db()
    return complete


@pytest.mark.parametrize("person", ["anna", "joris", "marieke"])
def test_what_was_given_up_is_in_a_list_of_its_own_and_in_no_other(given_up, cast, person: str) -> None:
    client = client_of(getattr(cast, person))
    page = client.get("/").context["page"]
    assert (page.rows, page.waiting, page.tasks, page.overdue) == ((), (), (), ())
    apart = client.get("/", {"state": "given_up"}).context["page"]
    assert [row.assessment for row in apart.rows] == [given_up]
    assert client.get("/", {"state": "given_up", "country": "BI"}).context["page"].rows == apart.rows
    assert given_up.reference not in client.get(reverse("compare")).content.decode()
    for name in ("portfolio", "bundles"):
        assert given_up.reference not in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize(("person", "status"), [("anna", 200), ("marieke", 200), ("pieter", 404), ("sofia", 404)])
def test_what_was_given_up_is_read_by_those_who_worked_on_it(given_up, cast, person: str, status: int) -> None:
    client = client_of(getattr(cast, person))
    answer = client.get(reverse("overview", args=[given_up.reference]))
    assert answer.status_code == status
    assert client.get(reverse("history", args=[given_up.reference])).status_code == status
    if status == 200:
        assert "was given up before it was approved" in answer.content.decode()
    else:
        assert client.get("/", {"state": "given_up"}).context["page"].rows == ()


def test_what_was_given_up_is_compared_with_nothing(given_up, cast, as_anna) -> None:
    other = acting.opened(cast.nl, by=cast.anna, first=2015, last=2015)
    asked = {"one": given_up.reference, "other": other.reference}
    assert as_anna.get(reverse("compare"), asked).status_code == 422
    assert as_anna.get(reverse("compare-export", args=["csv"]), asked).status_code == 404


def test_old_address_leads_to_what_was_given_up_until_another_has_its_reference(given_up, cast, as_anna) -> None:
    rating = given_up.ratings.first()
    late = as_anna.post(f"/assessments/NL-BI-2014/ratings/{rating.pk}/save/", {f"r{rating.pk}-justification": "Late."})
    assert late.status_code != 404
    assert as_anna.get("/assessments/NL-BI-2014/").context["frame"].assessment == given_up
    new = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014)
    assert as_anna.get("/assessments/NL-BI-2014/").context["frame"].assessment == new


def test_reviewer_sees_why_parts_were_left_open(burundi, cast, as_marieke) -> None:
    reasons = {f"open-{part}": f"{part}: the prisons could not be visited." for part in OPEN}
    assert post(burundi, cast, "anna", "submit", **reasons).status_code == 302
    for address in (
        reverse("overview", args=[burundi.reference]),
        reverse("review", args=[burundi.reference, "governance"]),
        reverse("move", args=[burundi.reference, "approve"]),
    ):
        assert "need: the prisons could not be visited." in as_marieke.get(address).content.decode(), address


def test_colleague_is_told_of_a_task_and_led_to_its_part(burundi, cast, as_anna) -> None:
    handed = {"stretch": "need", "person": str(cast.joris.pk), "due_on": "", "note": ""}
    mail.outbox.clear()
    as_anna.post(reverse("record-add", args=[burundi.reference, "task"]), handed)
    (sent,) = mail.outbox
    part = reverse("score-part", args=[burundi.reference, "need"])
    assert sent.to == [cast.joris.email]
    assert part in sent.body
    page = client_of(cast.joris).get("/").content.decode()
    assert f'href="{part}"' in page
    assert "You have no tasks" not in page
