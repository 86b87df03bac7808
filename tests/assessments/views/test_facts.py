"""The page of the facts on the cover: country and framework are fields while nothing is rated, and words afterwards."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from assessments import models
from assessments.domain import assessments, correcting
from frameworks.domain import file_writer
from frameworks.models import Framework
from tests import acting, one_of_each
from tests.conftest import client_of
from tests.frameworks.conftest import RAPID


@pytest.fixture
def rapid(db: None) -> Framework:
    """Another framework, which lacks half of what the shipped one has."""
    return file_writer.load(RAPID)[0]


def cover(assessment: models.Assessment, **changed) -> dict[str, object]:
    """The page's fields as it was opened just now, with what was typed."""
    assessment.refresh_from_db()
    facts = {"country": assessment.country.code, "framework": assessment.framework_id, "depth": "full", "tlp": "AMBER"}
    facts |= {"period_start": "2012-01-01", "period_end": "2014-12-31", "currency": "EUR"}
    return facts | {"revision": assessment.facts_revision} | changed


def page_of(assessment: models.Assessment) -> str:
    return reverse("facts", args=[assessment.reference])


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_country_is_corrected_and_neighbours_that_no_longer_fit_are_told(as_anna, burundi, cast) -> None:
    one_of_each.fill(burundi, cast)
    old = page_of(burundi)
    answer = as_anna.post(old, cover(burundi, country="RW", depth="rapid"))
    assert answer.url == reverse("overview", args=["NL-RW-2014"])
    words = "The facts are saved. The assessment is now called NL-RW-2014; links to NL-BI-2014 lead to it as well."
    assert said(answer)[0] == words
    assert any("Rwanda itself stands among the neighbours concerned: Rwanda" in each for each in said(answer))
    assert "Country corrected" in as_anna.get(answer.url).content.decode()
    assert as_anna.get(old).status_code == 200
    answer = as_anna.post(old, cover(burundi, country="UG"))
    assert any("still Rwanda. Check in Context that they fit Uganda" in each for each in said(answer))


def test_country_itself_is_offered_among_its_neighbours_only_to_be_taken_out(as_anna, burundi) -> None:
    address = reverse("context-change", args=[burundi.reference])
    typed = {"background": "Mine.", "approach": "regional", "neighbours": ["RW", "BI"], "revision": "0"}
    form = as_anna.get(address).context["form"]
    assert "BI" not in dict(form.fields["neighbours"].choices)
    assert "neighbours" in as_anna.post(address, typed).context["form"].errors
    models.Context.objects.filter(assessment=burundi).update(approach="regional", neighbours="BI,RW")
    assert "BI" in dict(as_anna.get(address).context["form"].fields["neighbours"].choices)
    faults = as_anna.post(address, typed).context["form"].errors["neighbours"]
    assert faults == ["The country that is assessed is none of its neighbours: take it out of the list."]
    assert as_anna.post(address, typed | {"neighbours": ["RW"]}).status_code == 302


def test_other_framework_shows_what_stays_behind_before_it_is_taken(as_anna, burundi, rapid, framework, cast) -> None:
    one_of_each.fill(burundi, cast)
    lacking = framework.activities.get(code="F1b")
    models.Priority.objects.create(assessment=burundi, activity=lacking, horizon=1, rationale="Budget first.")
    typed = cover(burundi, framework=rapid.pk, depth="rapid", valid_until="2019-05-06")
    answer = as_anna.post(page_of(burundi), typed)
    shown = answer.content.decode()
    assert (answer.status_code, "Budget first." in shown, "2019-05-06" in shown) == (422, True, True)
    burundi.refresh_from_db()
    assert (burundi.framework, burundi.depth) == (framework, "full")
    agreed = answer.context["form"].behind.mark
    assert f'value="{agreed}"' in shown
    answer = as_anna.post(page_of(burundi), typed | {"agreed": agreed})
    assert answer.status_code == 302
    burundi.refresh_from_db()
    assert (burundi.framework, burundi.depth) == (rapid, "rapid")
    assert "Budget first." in as_anna.get(answer.url).content.decode()
    for rating in burundi.ratings.all():
        assert as_anna.get(reverse("rating", args=[burundi.reference, rating.pk])).status_code == 200
    for name in ("remarks", "history", "report", "audience"):
        assert as_anna.get(reverse(name, args=[burundi.reference])).status_code == 200
    for section in ("context", "programmes", "goals", "evidence", "plan", "tasks"):
        assert as_anna.get(reverse("section", args=[burundi.reference, section])).status_code == 200


def test_framework_without_anything_behind_is_taken_at_once(as_anna, burundi, rapid) -> None:
    answer = as_anna.post(page_of(burundi), cover(burundi, framework=rapid.pk))
    assert answer.status_code == 302
    assert any("all its criteria are asked again. It can be undone" in each for each in said(answer))
    assert as_anna.post(reverse("version-undo", args=[burundi.reference])).status_code == 302
    assert cover(burundi)["framework"] != rapid.pk


@pytest.mark.parametrize(
    ("field", "value"), [("country", "XX"), ("country", ""), ("framework", "0"), ("framework", "x")]
)
def test_bad_input_is_refused_at_its_field(as_anna, burundi, field: str, value: str) -> None:
    answer = as_anna.post(page_of(burundi), cover(burundi, **{field: value}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_what_is_not_sent_stays(as_anna, burundi) -> None:
    typed = {name: value for name, value in cover(burundi, tlp="RED").items() if name not in correcting.CORRECTED}
    assert as_anna.post(page_of(burundi), typed).status_code == 302
    burundi.refresh_from_db()
    assert (burundi.tlp, burundi.country.code) == ("RED", "BI")


def test_taken_country_is_told_with_its_reference(as_anna, burundi, cast) -> None:
    other = acting.opened(cast.nl, by=cast.anna, first=2010, last=2011)
    answer = as_anna.post(page_of(other), cover(other))
    assert "already: NL-BI-2014." in str(answer.context["form"].errors["period_start"])
    models.Assessment.objects.filter(pk=burundi.pk).update(country="RW")
    answer = as_anna.post(page_of(other), cover(other, country="RW"))
    assert "already: NL-BI-2014." in str(answer.context["form"].errors["country"])


def test_roles_and_other_organisations_change_nothing(burundi, cast) -> None:
    for person, status in ((cast.marieke, 403), (cast.pieter, 404), (cast.sofia, 404), (cast.fatima, 404)):
        answer = client_of(person).post(page_of(burundi), cover(burundi, country="RW"))
        assert answer.status_code == status
    burundi.refresh_from_db()
    assert burundi.country == "BI"


def test_rated_shows_both_as_words_with_the_reason(as_anna, rating, cast) -> None:
    acting.rate(rating, 2, by=cast.anna)
    shown = as_anna.get(page_of(rating.assessment)).content.decode()
    assert 'name="country"' not in shown
    assert 'name="framework"' not in shown
    assert "Burundi" in shown
    assert shown.count("This can be corrected only while nothing has been rated.") == 2


def test_colleague_who_rates_first_is_told_of_with_what_was_chosen(as_anna, rating, rapid, cast) -> None:
    burundi = rating.assessment
    typed = cover(burundi, country="RW", framework=rapid.pk, tlp="RED")
    acting.rate(rating, 2, by=cast.joris)
    answer = as_anna.post(page_of(burundi), typed)
    shown = answer.content.decode()
    assert (answer.status_code, 'name="country"' in shown) == (422, False)
    assert "You chose Rwanda, which is not saved." in shown
    assert f"You chose {rapid}, which is not saved." in shown
    burundi.refresh_from_db()
    assert (burundi.country, burundi.tlp) == ("BI", "AMBER")
    rest = {name: value for name, value in typed.items() if name not in correcting.CORRECTED}
    assert as_anna.post(page_of(burundi), rest).status_code == 302
    burundi.refresh_from_db()
    assert (burundi.country, burundi.tlp) == ("BI", "RED")


def test_colleague_who_rates_while_it_is_being_saved_too(as_anna, rating, cast, monkeypatch) -> None:
    burundi, change = rating.assessment, assessments.change_facts

    def after_a_colleague(*args, **kwargs) -> models.Assessment:
        acting.rate(rating, 2, by=cast.joris)
        return change(*args, **kwargs)

    monkeypatch.setattr(assessments, "change_facts", after_a_colleague)
    answer = as_anna.post(page_of(burundi), cover(burundi, country="RW"))
    assert (answer.status_code, 'name="country"' in answer.content.decode()) == (422, False)
    assert "You chose Rwanda, which is not saved." in answer.content.decode()
    burundi.refresh_from_db()
    assert burundi.country == "BI"


def test_clash_shows_both_countries_by_name_and_only_what_differs(as_anna, burundi, cast) -> None:
    typed = cover(burundi, country="RW", depth="rapid")
    client_of(cast.joris).post(page_of(burundi), cover(burundi, country="UG"))
    answer = as_anna.post(reverse("facts", args=["NL-BI-2014"]), typed)
    assert answer.status_code == 409
    assert answer.context["form"].theirs == [("Country", "Uganda", "Rwanda"), ("Depth", "Full", "Rapid (desk, days)")]
    assert as_anna.post(reverse("facts", args=["NL-BI-2014"]), cover(burundi, country="RW")).status_code == 302
    burundi.refresh_from_db()
    assert (burundi.country.code, burundi.reference) == ("RW", "NL-RW-2014")


def test_clash_over_neighbours_compares_countries_and_not_codes_with_names(as_anna, burundi) -> None:
    models.Context.objects.filter(assessment=burundi).update(approach="regional", neighbours="RW,UG", revision=1)
    typed = {"background": "Mine.", "approach": "regional", "neighbours": ["RW", "UG"], "revision": "0"}
    answer = as_anna.post(reverse("context-change", args=[burundi.reference]), typed)
    assert [label for label, *_ in answer.context["form"].theirs] == ["Background"]
