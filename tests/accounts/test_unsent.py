"""A sign-in that ran out while typing: after signing in, the text is there again, unsaved."""

from django.test import Client
from django.urls import reverse

from ssr_portal.accounts import unsent


def sign_in(client: Client, person, onwards: str):
    return client.post(reverse("account_login"), {"login": person.email, "password": "secret", "next": onwards})


def typed(rating, person) -> dict[str, str]:
    prefix = f"r{rating.pk}"
    return {
        "kept_for": unsent.mark_of(person.pk),
        f"{prefix}-choice": "3",
        f"{prefix}-justification": "Two hours of work.",
        f"{prefix}-revision": "0",
        f"{prefix}-untouched": "",
    }


def page_of(rating) -> str:
    return reverse("score-part", args=[rating.assessment.reference, "governance"])


def test_typed_text_is_there_after_signing_in_and_not_saved(rating, cast) -> None:
    client, url = Client(), page_of(rating)
    answer = client.post(url, typed(rating, cast.anna))
    assert answer["Location"].startswith("/accounts/login/")
    assert "What you typed is kept" in client.get(answer["Location"]).content.decode()
    sign_in(client, cast.anna, url)
    page = client.get(url).content.decode()
    assert "Two hours of work." in page
    assert "Your sign-in had run out" in page
    rating.refresh_from_db()
    assert rating.status == "unrated"


def test_typed_text_is_given_back_once(rating, cast) -> None:
    client, url = Client(), page_of(rating)
    client.post(url, typed(rating, cast.anna))
    sign_in(client, cast.anna, url)
    client.get(url)
    assert "Two hours of work." not in client.get(url).content.decode()


def test_typed_text_is_not_given_to_somebody_else(rating, cast) -> None:
    client, url = Client(), page_of(rating)
    client.post(url, typed(rating, cast.anna))
    sign_in(client, cast.joris, url)
    assert "Two hours of work." not in client.get(url).content.decode()


def test_forged_mark_is_not_honoured(rating, cast) -> None:
    client, url = Client(), page_of(rating)
    client.post(url, typed(rating, cast.anna) | {"kept_for": str(cast.anna.pk)})
    assert unsent.KEY not in client.session
    sign_in(client, cast.anna, url)
    assert "Two hours of work." not in client.get(url).content.decode()


def test_save_from_the_script_is_told_to_post_the_whole_form(rating, cast) -> None:
    url = reverse("rating-save", args=[rating.assessment.reference, rating.pk])
    client = Client()
    answer = client.post(url, typed(rating, cast.anna), headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert unsent.KEY not in client.session  # a late one would put itself in the place of the whole form


def test_record_form_is_given_back(burundi, cast) -> None:
    client = Client()
    url = reverse("record-add", args=[burundi.reference, "risk"])
    client.post(url, {"kept_for": unsent.mark_of(cast.anna.pk), "what": "A risk typed at length"})
    sign_in(client, cast.anna, url)
    assert "A risk typed at length" in client.get(url).content.decode()
    assert burundi.risks.count() == 0
