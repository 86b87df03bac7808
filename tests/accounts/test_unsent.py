"""A sign-in that ran out while typing: after signing in, the text is there again, unsaved."""

import random
import re
from base64 import urlsafe_b64decode
from datetime import timedelta

import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ssr_portal.accounts import unsent
from ssr_portal.accounts.sealed import seal, unseal


def sign_in(client: Client, person, onwards: str, sealed: str = ""):
    said = {"login": person.email, "password": "secret", "next": onwards, "unsent": sealed}
    return client.post(reverse("account_login"), said)


def sealed_in(page) -> str:
    """What the sign-in page carries along."""
    found = re.search(r'name="unsent" value="([^"]+)"', page.content.decode())
    return found[1] if found else ""


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
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "sign in here, and it will be there again" in page
    assert f'name="next" value="{url}"' in page
    wrong = client.post(
        reverse("account_login"), {"login": cast.anna.email, "password": "wrong", "unsent": sealed_in(answer)}
    )
    assert sealed_in(wrong) == sealed_in(answer)
    assert sign_in(client, cast.anna, url, sealed_in(wrong))["Location"] == url
    page = client.get(url).content.decode()
    assert "Two hours of work." in page
    assert "You were not signed in any more" in page
    assert "Two hours of work." not in client.get(url).content.decode()  # given back once
    rating.refresh_from_db()
    assert rating.status == "unrated"


def test_whole_form_at_its_longest_comes_back(burundi, cast) -> None:
    client, url = Client(), reverse("score-part", args=[burundi.reference, "governance"])
    data = {"kept_for": unsent.mark_of(cast.anna.pk)}
    for pk in burundi.ratings.filter(criterion__part="governance").values_list("pk", flat=True):
        letters = "".join(random.Random(pk).choices("abcdefghijklmnop éèüß", k=10_000))  # noqa: S311 - no secret
        data |= {f"r{pk}-{name}": letters for name in ("justification", "reason", "tried", "confidence_reason")}
        data |= {f"r{pk}-revision": "0", f"r{pk}-choice": "1"}
    sign_in(client, cast.anna, url, sealed_in(client.post(url, data)))
    page = client.get(url).content.decode()
    assert all(text in page for name, text in data.items() if name.endswith("-justification"))


def test_sealed_text_cannot_be_read_changed_or_used_late(rating, cast) -> None:
    client, url = Client(), page_of(rating)
    sealed = sealed_in(client.post(url, typed(rating, cast.anna)))
    assert b"Two hours" not in urlsafe_b64decode(sealed.split(":")[0])
    assert sealed != sealed_in(client.post(url, typed(rating, cast.anna)))
    changed = ("A" if sealed[0] != "A" else "B") + sealed[1:]
    for broken in (changed, sealed[:-1], "x", ""):
        assert unseal(broken, most=timedelta(hours=1)) is None
    with time_machine.travel(timezone.now() + timedelta(hours=9)):
        sign_in(client, cast.anna, url, sealed)
        assert unsent.KEY not in client.session


@given(st.recursive(st.none() | st.integers() | st.text(), lambda each: st.dictionaries(st.text(), each)))
def test_what_was_sealed_comes_out_as_it_went_in(value) -> None:
    assert unseal(seal(value), most=timedelta(hours=1)) == value


def test_typed_text_is_not_given_to_somebody_else(rating, cast) -> None:
    client, url = Client(), page_of(rating)
    sign_in(client, cast.joris, url, sealed_in(client.post(url, typed(rating, cast.anna))))
    assert "Two hours of work." not in client.get(url).content.decode()
    assert unsent.KEY not in client.session


def refused_marks(cast) -> list[str]:
    with time_machine.travel(timezone.now() - timedelta(days=31)):
        old = unsent.mark_of(cast.anna.pk)
    cast.joris.is_active = False
    cast.joris.save()
    return [str(cast.anna.pk), "", "1:2:3", old, unsent.mark_of(cast.joris.pk), unsent.mark_of(999_999)]


def test_only_a_fresh_mark_of_somebody_who_may_sign_in_is_honoured(rating, cast) -> None:
    for mark in refused_marks(cast):
        answer = Client().post(page_of(rating), typed(rating, cast.anna) | {"kept_for": mark})
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))


def test_post_without_a_sign_in_writes_nothing_and_sets_no_session(rating, cast) -> None:
    """Any address, with and without Django's token: no row, no session; what is forged or leads nowhere keeps nothing."""
    strict = Client(enforce_csrf_checks=True)
    paths = [page_of(rating), "/", "/no/such/page/", reverse("account_login"), reverse("check"), "/healthz"]
    with CaptureQueriesContext(connection) as asked:
        for client, statuses in ((strict, {403, 404, 405}), (Client(), {200, 401, 404, 405})):
            for path in paths:
                answer = client.post(path, typed(rating, cast.anna))
                assert answer.status_code in statuses
                assert settings.SESSION_COOKIE_NAME not in answer.cookies
                if client is strict or answer.status_code == 404:
                    assert sealed_in(answer) == ""
    writes = [each["sql"] for each in asked if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in writes if "ssr_portal_cache" not in sql] == []  # where allauth counts sign-ins
    assert not Session.objects.exists()


def test_save_from_the_script_is_told_to_post_the_whole_form(rating, cast) -> None:
    url = reverse("rating-save", args=[rating.assessment.reference, rating.pk])
    answer = Client().post(url, typed(rating, cast.anna), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")


def test_record_form_is_given_back(burundi, cast) -> None:
    client = Client()
    url = reverse("record-add", args=[burundi.reference, "risk"])
    answer = client.post(url, {"kept_for": unsent.mark_of(cast.anna.pk), "what": "A risk typed at length"})
    sign_in(client, cast.anna, url, sealed_in(answer))
    assert "A risk typed at length" in client.get(url).content.decode()
    assert burundi.risks.count() == 0
