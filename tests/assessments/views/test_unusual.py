"""docs/domain.md §5: approval lists what is unusual and asks for a tick that names it; the domain refuses it without."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse

from assessments import models
from assessments.domain import comments, reviewing, unusual, workflow
from frameworks.models import Criterion
from tests import acting
from tests.conftest import client_of

STATEMENT = "Sound, all considered."


@pytest.fixture
def usual(burundi, cast) -> models.Assessment:
    """Submitted with nothing to remark on: all rated on evidence, shareable and judged."""
    source = models.Evidence.objects.filter(assessment=burundi).first() or models.Evidence.objects.create(
        assessment=burundi,
        title="Report",
        kind="ngo",
        origin="NGO",
        dated="2013-01-01",
        reliability="B",
        credibility="2",
    )
    for rating in burundi.ratings.all():
        models.EvidenceLink.objects.get_or_create(rating=rating, evidence=source)
        acting.rate(rating, 2, by=cast.anna, audience="shareable", confidence_reason="One source.")
    acting.submit(burundi, cast)
    models.ReviewMark.objects.bulk_create(
        models.ReviewMark(rating=rating, rating_revision=rating.revision, by=cast.marieke)
        for rating in burundi.ratings.all()
    )
    burundi.refresh_from_db()
    return burundi


def without_marks(assessment, cast) -> None:
    first = assessment.ratings.first()
    models.ReviewMark.objects.exclude(rating=first).delete()
    reviewing.mark(first, seen=first.revision, by=cast.marieke)


def with_a_remark(assessment, cast) -> None:
    comments.say(assessment, "Why so high?", by=cast.marieke, rating=assessment.ratings.first())


def with_a_settled_remark(assessment, cast) -> None:
    thread = comments.say(assessment, "Why so high?", by=cast.marieke)
    comments.answer(thread, "Seen.", by=cast.marieke, act="settled")


def without_evidence(assessment, cast) -> None:
    models.EvidenceLink.objects.filter(rating=assessment.ratings.order_by("pk").last()).delete()


def for_want_of_evidence(assessment, cast) -> None:
    last = assessment.ratings.order_by("pk").last()
    models.Rating.objects.filter(pk=last.pk).update(status="insufficient", level=None, tried="Asked.")


def without_a_rate(assessment, cast) -> None:
    assessment.programmes.update(budget=Decimal(5), currency="XOF")


def shown_to_nobody(assessment, cast) -> None:
    assessment.ratings.update(audience="internal")


def with_a_part_left_open(assessment, cast) -> None:
    models.OpenPart.objects.create(assessment=assessment, part=Criterion.Part.NEED, reason="No access.")


def with_letters_without_a_font(assessment, cast) -> None:
    models.Context.objects.filter(assessment=assessment).update(background="A \ue000 sign")


UNUSUAL = {
    without_marks: "{one_less} of {all} ratings not individually judged",
    with_a_remark: "1 remark not settled",
    without_evidence: "1 of {all} levels without evidence",
    for_want_of_evidence: "1 of {all} ratings not judged for lack of evidence",
    without_a_rate: "1 budget left out of the sums for lack of an exchange rate",
    shown_to_nobody: "0 of {all} ratings that other organisations would see",
    with_a_part_left_open: "1 part left open",
    with_letters_without_a_font: "1 text with letters that the PDF cannot print",
}


def url(assessment: models.Assessment) -> str:
    return reverse("move", args=[assessment.reference, "approve"])


def said(assessment: models.Assessment, **more: str) -> dict[str, str]:
    return {"revision": str(assessment.revision), "note": STATEMENT} | more


def perform(assessment: models.Assessment, cast, agreed: str) -> models.Event:
    seen = assessment.revision
    return workflow.perform(workflow.APPROVE, assessment, by=cast.marieke, seen=seen, note=STATEMENT, agreed=agreed)


@pytest.mark.parametrize("happen", [None, with_a_settled_remark])
def test_where_nothing_is_unusual_no_tick_is_asked(usual, cast, as_marieke, happen) -> None:
    if happen:
        happen(usual, cast)
    answer = as_marieke.get(url(usual))
    assert (answer.context["state"].unusual, "agreed" in answer.context["form"].fields) == ((), False)
    assert "What is unusual" not in answer.content.decode()
    assert perform(usual, cast, "").kind == "approved"


@pytest.mark.parametrize("happen", UNUSUAL, ids=lambda happen: happen.__name__)
def test_what_is_unusual_alone_is_listed_with_its_figure_and_a_link(usual, cast, as_marieke, happen) -> None:
    happen(usual, cast)
    total = usual.ratings.count()
    words = UNUSUAL[happen].format(all=total, one_less=total - 1)
    answer = as_marieke.get(url(usual))
    ((found, where),) = answer.context["state"].unusual
    assert found.words == words
    assert answer.context["form"].fields["agreed"].label == f"I approve with {words}"
    page = answer.content.decode()
    target = page if where.startswith("#") else as_marieke.get(where).content.decode()
    assert "#" not in where or f'id="{where.split("#")[1]}"' in target


@pytest.mark.parametrize("happen", UNUSUAL, ids=lambda happen: happen.__name__)
def test_domain_refuses_without_the_tick_and_the_statement_stays(usual, cast, as_marieke, happen) -> None:
    happen(usual, cast)
    for agreed in ("", "on", "0123456789abcdef"):
        with pytest.raises(ValidationError) as refusal:
            perform(usual, cast, agreed)
        assert list(refusal.value.message_dict) == ["agreed"]
    answer = as_marieke.post(url(usual), said(usual))
    usual.refresh_from_db()
    assert (answer.status_code, usual.state) == (422, "submitted")
    form = answer.context["form"]
    assert (list(form.errors), form["note"].value()) == (["agreed"], STATEMENT)
    assert "checked" not in str(form["agreed"])
    assert perform(usual, cast, acting.agreed(usual)).kind == "approved"


def test_tick_names_what_was_shown(usual, cast, as_marieke) -> None:
    with_a_remark(usual, cast)
    shown = as_marieke.get(url(usual)).context["form"].fields["agreed"].widget.mark
    comments.say(usual, "And the source?", by=cast.marieke)
    answer = as_marieke.post(url(usual), said(usual, agreed=shown))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "has changed since you read it" in page
    assert "2 remarks not settled" in page
    assert STATEMENT in page
    assert "checked" not in str(answer.context["form"]["agreed"])
    again = answer.context["form"].fields["agreed"].widget.mark
    assert perform(usual, cast, again).kind == "approved"


def test_same_figure_of_other_things_is_another_list(usual, cast) -> None:
    thread = comments.say(usual, "Why so high?", by=cast.marieke)
    shown = acting.agreed(usual)
    comments.answer(thread, "Seen.", by=cast.marieke, act="settled")
    comments.say(usual, "And the source?", by=cast.marieke)
    with pytest.raises(ValidationError, match="has changed"):
        perform(usual, cast, shown)


def test_tick_for_what_is_settled_by_now_keeps_nobody_from_approving(usual, cast) -> None:
    thread = comments.say(usual, "Why so high?", by=cast.marieke)
    shown = acting.agreed(usual)
    comments.answer(thread, "Seen.", by=cast.marieke, act="settled")
    assert perform(usual, cast, shown).kind == "approved"


def test_tick_stays_ticked_where_only_the_statement_is_missing(usual, cast, as_marieke) -> None:
    with_a_remark(usual, cast)
    answer = as_marieke.post(url(usual), said(usual, note="", agreed=acting.agreed(usual)))
    assert answer.status_code == 422
    assert "checked" in str(answer.context["form"]["agreed"])


def test_all_that_is_unusual_is_one_tick(usual, cast, as_marieke) -> None:
    for happen in UNUSUAL:
        happen(usual, cast)
    found = as_marieke.get(url(usual)).context["state"].found
    assert {each.kind for each in found} == {
        unusual.UNMARKED,
        unusual.REMARKED,
        unusual.BARE,
        unusual.INSUFFICIENT,
        unusual.LEFT_OPEN,
        unusual.NO_RATE,
        unusual.UNSEEN,
        unusual.UNPRINTED,
    } - {unusual.BARE}
    assert as_marieke.post(url(usual), said(usual, agreed=unusual.mark(found))).status_code == 302


def in_one_line(page: HttpResponse) -> str:
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("noun", ["governance", "need"])
def test_approving_is_the_next_step_only_once_all_is_judged(usual, cast, noun: str) -> None:
    marieke = client_of(cast.marieke)
    review = reverse("review", args=[usual.reference, noun])
    filled = f'<a class="btn btn-primary" href="{url(usual)}">'
    assert filled in in_one_line(marieke.get(review))
    without_marks(usual, cast)
    page = in_one_line(marieke.get(review))
    assert filled not in page
    assert filled.replace("btn-primary", "btn-outline-primary") in page
