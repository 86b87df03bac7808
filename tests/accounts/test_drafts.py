"""The key of what a browser keeps: each person's own, and the same on any day."""

import base64

import pytest
from django.urls import reverse

from ssr_portal.accounts import drafts


def test_key_is_the_persons_own_and_stays() -> None:
    assert drafts.key_of(1) == drafts.key_of(1) != drafts.key_of(2)
    assert len(base64.b64decode(drafts.key_of(1))) == 32


def test_key_depends_on_the_secret(settings) -> None:
    before = drafts.key_of(1)
    settings.SECRET_KEY = "another" * 10
    assert drafts.key_of(1) != before


@pytest.mark.django_db
def test_page_hands_the_key_to_those_who_can_write(as_anna, as_marieke, cast, burundi) -> None:
    page = reverse("score-part", args=[burundi.reference, "need"])
    assert f'data-key="{drafts.key_of(cast.anna.pk)}"' in as_anna.get(page).content.decode()
    assert "data-key" not in as_marieke.get(page).content.decode()
