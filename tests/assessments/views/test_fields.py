"""A walk over the forms as they are shown: no field cuts what is pasted, and none is changed by the mouse wheel."""

import re

import pytest

from assessments.views.records import NOUNS
from frameworks.domain import drafting
from tests.conftest import client_of

FIELD = re.compile(r"<(?:input|textarea)[^>]*>")
LONG = {
    "actor": {"kind": "partner", "name": "first\r\nsecond" + "x" * 200, "role": "A role", "audience": "internal"},
    "goal": {"title": "x" * 207},
}


def forms_of(reference: str) -> list[str]:
    own = f"/assessments/{reference}"
    return [
        "/",
        "/check/",
        "/assessments/new/",
        f"{own}/facts/",
        f"{own}/context/change/",
        f"{own}/score/need/",
        *(f"{own}/{noun}/new/" for noun in NOUNS),
    ]


def fields(page: str) -> list[str]:
    return [each for each in FIELD.findall(page) if 'type="hidden"' not in each]


def test_no_field_of_the_portal_cuts_or_turns(as_anna, burundi) -> None:
    for address in forms_of(burundi.reference):
        shown = fields(as_anna.get(address).content.decode())
        assert shown, address
        assert [each for each in shown if "maxlength" in each or 'type="number"' in each] == [], address


def test_no_field_of_the_desk_cuts_or_turns(cast, framework) -> None:
    cast.fatima.is_superuser = True
    cast.fatima.save()
    desk = client_of(cast.fatima)
    draft = drafting.copy_to_draft(framework, by=cast.fatima)
    pieces = [
        "criterion",
        "activity",
        "field",
        "institution",
        "characteristic",
        "pillar",
        "consideration",
        "recommendation",
        "scale",
    ]
    rows = [getattr(draft, name).first() for name in ("criteria", "activities", "scales", "institutions")]
    walked = [
        *(f"/administration/frameworks/{kind}/add/?framework={draft.pk}&part=need" for kind in pieces),
        *(f"/administration/frameworks/{row._meta.model_name}/{row.pk}/change/" for row in rows),
        f"/administration/frameworks/criterion/weights/?framework={draft.pk}",
        f"/administration/accounts/organisation/{cast.nl.pk}/change/",
        "/administration/accounts/organisation/add/",
    ]
    for address in walked:
        shown = fields(desk.get(address).content.decode())
        assert shown, address
        assert [each for each in shown if "maxlength" in each or 'type="number"' in each] == [], address


@pytest.mark.parametrize("noun", LONG)
def test_what_is_too_long_stays_and_the_page_says_by_how_much(as_anna, burundi, noun) -> None:
    answer = as_anna.post(f"/assessments/{burundi.reference}/{noun}/new/", LONG[noun] | {"revision": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"At most 200 characters; this is {12 if noun == 'actor' else 7} too long." in page
    assert "x" * 200 in page


def test_an_amount_is_read_kept_when_it_is_doubtful_and_repeated(as_anna, burundi) -> None:
    activity = burundi.framework.activities.first()
    address = f"/assessments/{burundi.reference}/programme/new/"
    typed = {"title": "T" * 500, "status": "running", "currency": "EUR", f"works-{activity.pk}": "on", "revision": "0"}
    asked = as_anna.post(address, typed | {"budget": "1.250"})
    assert asked.status_code == 422
    assert "“1.250” can be read as 1\u202f250 or as 1.25." in asked.content.decode()
    assert 'value="1.250"' in asked.content.decode()
    saved = as_anna.post(address, typed | {"budget": "1.250.000,50"}, follow=True)
    assert "EUR 1\u202f250\u202f000.50 (about 1.25 million)." in saved.content.decode()
    assert burundi.programmes.get(title="T" * 500).budget == 1250000.5
