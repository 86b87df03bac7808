"""The scorecard of a small case, figure by figure (docs/domain.md §4)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from assessments import models, scorecard
from assessments.domain import programmes
from assessments.scorecard.figures import shares
from ssr_portal.database.bulk_read import gather
from tests import acting


def rated(assessment, part: str, code: str, level: int, by, programme=None) -> None:
    acting.rate(
        models.Rating.objects.get(
            assessment=assessment, criterion__part=part, criterion__code=code, programme=programme
        ),
        level,
        by=by,
    )


def quoted(rate: str, base: str, quote: str) -> dict[str, object]:
    """The columns of a rate: 1 unit of `base` is `rate` units of `quote`."""
    return {"rate": Decimal(rate), "rate_base": base, "rate_quote": quote, "rate_date": date(2014, 5, 6)}


def test_money_is_shared_and_converted(burundi, programme, cast, framework) -> None:
    second = models.Programme(title="Army", budget=200, currency="USD", **quoted("0.5", "USD", "EUR"))
    programmes.add(second, burundi, {framework.activities.get(code="F2b"): None}, by=cast.anna)
    programmes.add(
        models.Programme(title="No budget"), burundi, {framework.activities.get(code="F3"): None}, by=cast.anna
    )
    card = scorecard.build(burundi)
    assert (card.money, card.left_out) == (Decimal(200), 1)
    police = next(each for each in card.activities if each.subject.code == "F2b")
    assert (police.programmes, police.money, police.share) == (2, Decimal(150), Decimal(75))
    rule_of_law = next(each for each in card.activities if each.subject.code == "F3")
    assert (rule_of_law.programmes, rule_of_law.money) == (1, Decimal(0))


def test_budget_in_another_currency_without_a_rate_is_left_out(burundi, programme, cast) -> None:
    programme.currency = "USD"
    programme.save()
    card = scorecard.build(burundi)
    assert (card.money, card.left_out, card.activities[0].share) == (Decimal(0), 1, None)


def test_shares_left_empty_take_equal_parts_of_the_rest() -> None:
    assert shares([Decimal(40), None, None]) == [Decimal(40), Decimal(30), Decimal(30)]
    assert shares([None, None]) == [Decimal(50), Decimal(50)]


def activity(card, code: str):
    return next(each for each in card.activities if each.subject.code == code)


def test_unmet_needs_stand_by_need_then_by_what_programmes_have_shown(burundi, programme, cast) -> None:
    for code, level in (("F2b", 3), ("F1a", 2), ("F3", 3), ("F4a", 3), ("F4b", 1)):
        rated(burundi, "need", code, level, cast.anna)
    rated(burundi, "contribution", "F2b", 4, cast.anna, programme)
    card = scorecard.build(burundi)
    assert [[each.subject.code for each in tied] for tied in card.unmet] == [["F3", "F4a"], ["F2b"], ["F1a"]]
    assert [each.subject.code for each in card.unjudged] == ["F1b", "F1c", "F2a", "F4c"]
    assert activity(card, "F2b").word == "strong change shown"  # and the need stays unmet


def test_unrated_contribution_leaves_the_word_unknown(burundi, programme, cast) -> None:
    rated(burundi, "need", "F2b", 4, cast.anna)
    police = activity(scorecard.build(burundi), "F2b")
    assert (police.given.word, police.is_unmet) == ("unknown", True)


def test_needs_are_counted_and_have_no_mean(burundi, cast) -> None:
    for code, level in (("F1a", 4), ("F1b", 2), ("F1c", 2)):
        rated(burundi, "need", code, level, cast.anna)
    card = scorecard.build(burundi)
    assert (card.needs[""].levels, card.needs[""].worst) == (((2, 2), (4, 1)), 4)
    assert [score.has_mean for score in (card.parts["need"], card.whole, *(each.score for each in card.fields))] == [
        False
    ] * 6
    assert card.fields[0].score.levels == ((2, 2), (4, 1))


def test_two_tracks_are_scored_and_financed(burundi, programme, cast) -> None:
    rated(burundi, "governance", "I1.G1", 3, cast.anna)
    rated(burundi, "governance", "I5.G1", 1, cast.anna)
    producers, overseers = scorecard.build(burundi).balance
    assert (producers.score.exact, producers.share) == (3, Decimal(50))  # F2b is half of the programme
    assert (overseers.score.exact, overseers.share, overseers.fields) == (1, Decimal(50), ("F1", "F3"))


def test_rating_lacks_a_justification_or_a_confidence(burundi, cast, rating) -> None:
    acting.rate(rating, 2, by=cast.anna, justification="")
    found = {each.pk: each.lacks for each in scorecard.build(burundi).ratings}
    assert found[rating.pk] == "justification"
    rating.refresh_from_db()
    acting.rate(rating, 2, by=cast.anna, confidence="")
    found = {each.pk: each.lacks for each in scorecard.build(burundi).ratings}
    assert found[rating.pk] == "confidence"


def test_change_compares_level_with_level(approved, cast, framework) -> None:
    new = acting.opened(cast.nl, by=cast.anna, first=2015, last=2015, source=approved, depth="rapid")
    rated(new, "governance", "I1.G1", 4, cast.anna)
    rated(new, "need", "F3", 4, cast.anna)
    changes = {change.rating.criterion.key: change for change in scorecard.build(new).changes}
    assert changes["governance-I1.G1"].direction == "better"
    assert changes["need-F3"].direction == "worse"
    assert changes["governance-I1.G1"].last.comparability == "partly"  # another depth


def test_part_without_a_rating_has_no_score(burundi) -> None:
    parts = scorecard.build(burundi).parts
    assert {part: score.exact for part, score in parts.items() if score.has_mean} == dict.fromkeys(
        ("governance", "contribution", "practice", "policy")
    )


def test_gathered_rows_equal_the_stored_ones(burundi, programme, django_assert_num_queries) -> None:
    programme.budget, programme.currency = Decimal("12345678901234567890.12"), "IRR"
    for name, value in quoted("0.0000123456789012", "IRR", "EUR").items():
        setattr(programme, name, value)
    programme.save()
    programme.refresh_from_db()
    with django_assert_num_queries(1):
        found = gather([models.Programme.objects.filter(assessment=burundi), models.Risk.objects.all()])
    fields = [field.attname for field in models.Programme._meta.concrete_fields]
    assert {name: getattr(found[models.Programme][0], name) for name in fields} == {
        name: getattr(programme, name) for name in fields
    }
    assert found[models.Risk] == []


def test_scorecard_scores_stay_exact(burundi, cast) -> None:
    for code, level in (("I1.G1", 1), ("I1.G2", 1), ("I1.G3", 2)):
        rated(burundi, "governance", code, level, cast.anna)
    assert scorecard.build(burundi).parts["governance"].exact == Fraction(4, 3)
