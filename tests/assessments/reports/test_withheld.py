"""Where something is withheld, pages and papers say so and never a finding (docs/domain.md §8)."""

import pytest
from django.urls import reverse

from assessments import confidence, models, scorecard
from assessments.domain import stored_figures
from assessments.queries import portfolio, portfolio_tables
from assessments.reports import charts, country
from assessments.reports.outline import Outline
from assessments.scorecard.stored_figures import figures_of, from_json, to_json
from tests import acting
from tests.assessments.reports.test_country import fresh
from tests.conftest import client_of

FINDINGS = (
    "No rating reaches 3.",
    "No rating is as low as 1.",
    "None is known: some needs",
    "No need is 2 or more.",
    "No risk is recorded.",
    "No evidence is recorded.",
    "Every activity with a need of 2 or more has a programme.",
    "(unrated)",
    "no level yet",
    "need none",
    ": none",
    "0/36",
    "Not known",
)


@pytest.fixture
def shared(approved, cast) -> models.Assessment:
    """Approved and shared, with every rating internal."""
    models.Share.objects.create(assessment=approved, organisation=cast.dda, by=cast.marieke)
    return approved


def test_shared_edition_with_everything_internal_states_no_finding(shared) -> None:
    dossier = scorecard.shared_edition(fresh(shared))
    for length in ("full", "short"):
        report = country.of(dossier, Outline(edition="shareable", length=length))
        html = country.paper(report)
        assert [sentence for sentence in FINDINGS if sentence in html] == []
        assert html.count("withheld") > 30
        assert "(0)" not in html
    card = dossier.scorecard
    assert {each.word for each in card.activities if each.contributions} == {"withheld"}
    assert (card.unmet, len(card.unjudged)) == ((), len(card.activities))


def test_partners_pages_state_no_finding_on_what_is_withheld(shared, cast) -> None:
    stored_figures.store_missing()
    sofia = client_of(cast.sofia)
    addresses = [reverse("shared", args=[shared.reference]), reverse("country", args=["BI"]), reverse("portfolio")]
    addresses += [reverse("portfolio", args=[name]) for name in portfolio_tables.VIEWS]
    for address in addresses:
        page = sofia.get(address)
        assert page.status_code == 200, address
        assert [sentence for sentence in FINDINGS if sentence in page.content.decode()] == [], address
    entries = portfolio.entries(cast.sofia, portfolio.read_wanted(""))
    assert portfolio_tables.unmet(entries).rows == ()
    (row,) = portfolio_tables.unjudged(entries).rows
    assert [cell.value for cell in row[3:]] == [None, None, "F1a, F1b, F1c, F2a, F2b, F3, F4a, F4b, F4c"]
    assert portfolio_tables.change(entries).rows == ()


def test_withheld_contribution_leaves_the_word_untold(approved, cast) -> None:
    """A need that is shown is unmet whatever programmes give; what they give is withheld where a contribution is internal."""
    from assessments import frozen
    from ssr_portal.database import triggers

    triggers.remove(frozen.GUARDS, "default")
    models.Rating.objects.filter(assessment=approved, criterion__part="need").update(audience="shareable")
    card = scorecard.shared_edition(fresh(approved)).scorecard
    worked = next(each for each in card.activities if each.contributions)
    alone = next(each for each in card.activities if not each.contributions)
    assert (worked.is_unmet, worked.word) == (True, "withheld")
    assert (alone.is_unmet, alone.word) == (True, "none works on it")
    assert "highest contribution withheld" in charts.three_marks(card.ranked())


def test_draft_without_ratings_claims_neither_strength_nor_weakness_nor_unmet_need(burundi) -> None:
    html = country.body(scorecard.dossier(fresh(burundi)))
    assert "No rating reaches 3." not in html
    assert "Not known: ratings are still to be made." in html
    assert "None is known: some needs are not judged." in html


def test_whole_edition_says_what_it_found(complete) -> None:
    html = country.body(scorecard.dossier(fresh(complete)))
    assert "No rating reaches 3." in html
    assert "No rating is as low as 1." in html


def test_need_is_brown_and_dark_when_urgent_everywhere(complete, cast, as_anna) -> None:
    need = models.Rating.objects.filter(assessment=complete, criterion__part="need")
    acting.rate(need[0], 4, by=cast.anna)
    card = scorecard.build(complete)
    assert charts.token("need-4") in charts.spread(card.parts["need"], need=True)
    assert charts.token("shade-4") not in charts.spread(card.parts["need"], need=True)
    form = as_anna.get(reverse("rating-body", args=[complete.reference, need[0].pk])).content.decode()
    assert 'class="level-digit shade-4 shade-need"' in form
    assert form.count("shade-4") == form.count("shade-4 shade-need")


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ramp", ["shade", "need"])
def test_ramps_grow_darker_and_their_digits_are_legible(ramp: str) -> None:
    found = [luminance(charts.token(f"{ramp}-{number}")) for number in range(5)]
    assert found == sorted(found, reverse=True)
    inks = [charts.token("ink")] * 3 + ["#ffffff"] * 2
    for ground, ink in zip(found, map(luminance, inks), strict=True):
        assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 4.5


def _cited(assessment: models.Assessment, rating: models.Rating, audience: str) -> None:
    source = models.Evidence.objects.create(
        assessment=assessment,
        title=f"Audit {audience}",
        kind="document",
        origin=f"Office {audience}",
        dated="2014-06-01",
        reliability="B",
        credibility=2,
        audience=audience,
    )
    models.EvidenceLink.objects.create(rating=rating, evidence=source)


@pytest.mark.parametrize(
    ("audiences", "with_evidence", "told"),
    [
        (["shareable"], True, True),
        (["shareable"], False, False),
        (["internal"], True, False),
        (["internal"], False, False),
        (["shareable", "internal"], True, False),
        ([], True, True),
        ([], False, False),  # whether there is any is part of what is withheld
    ],
)
def test_what_evidence_suggests_is_told_only_where_all_of_it_is_seen(
    burundi, cast, audiences: list[str], with_evidence: bool, told: bool
) -> None:
    rating = burundi.ratings.filter(criterion__part="governance").order_by("pk").first()
    for audience in audiences:
        _cited(burundi, rating, audience)
    acting.rate(rating, 2, by=cast.anna, confidence="high", confidence_reason="We were there.", audience="shareable")
    own = scorecard.dossier(fresh(burundi))
    theirs = scorecard.shared_edition(fresh(burundi), with_evidence=with_evidence)
    (true,) = [each for each in own.scorecard.ratings if each.pk == rating.pk]
    (found,) = [each for each in theirs.scorecard.ratings if each.pk == rating.pk]
    assert found.is_evidence_withheld is not told
    assert (found.suggested, found.support) == ((true.suggested, true.support) if told else ("", confidence.Support()))
    html = country.paper(country.of(theirs, Outline(edition="shareable")))
    assert ("What the evidence suggests is withheld." in html) is not told
    assert (f"The evidence suggests {true.suggested} confidence." in html) is told
    assert "The evidence suggests low confidence." not in html or true.suggested == "low"
    quality = figures_of(theirs.scorecard).quality
    true_quality = figures_of(own.scorecard).quality
    assert from_json(to_json(figures_of(theirs.scorecard))).quality == quality
    expected = (true_quality.evidenced, true_quality.strong) if told else (None, None)
    assert (quality.evidenced, quality.strong) == expected
    assert theirs.scorecard.parts["governance"].evidence_withheld == (0 if told else 1)


@pytest.mark.parametrize("with_evidence", [True, False])
def test_portfolio_says_withheld_where_evidence_is(burundi, cast, with_evidence: bool) -> None:
    rating = burundi.ratings.filter(criterion__part="governance").order_by("pk").first()
    _cited(burundi, rating, "internal")
    for each in burundi.ratings.all():
        acting.rate(each, 2, by=cast.anna, audience="shareable", confidence_reason="Seen by few.")
    acting.submit_and_approve(burundi, cast)
    models.Share.objects.create(assessment=burundi, organisation=cast.dda, by=cast.marieke, with_evidence=with_evidence)
    stored_figures.store_missing()
    csv = client_of(cast.sofia).get("/portfolio/quality.csv").content.decode()
    assert csv.splitlines()[1].count("withheld") == 2, csv
    assert "withheld" not in client_of(cast.pieter).get("/portfolio/quality.csv").content.decode()
