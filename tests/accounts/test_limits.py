"""Limits of signing in: they stop who guesses, and lock out nobody else, behind a proxy and without one."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

PROXY = "10.0.0.2"


@pytest.fixture(autouse=True)
def no_limits_counted(db) -> None:
    cache.clear()


@pytest.fixture(params=["direct", "proxy"])
def from_(request, settings):
    """A browser at an address, as the portal meets it: directly, or behind the documented proxy."""
    behind = request.param == "proxy"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1 if behind else 0

    def client(address: str, *, claims: str = "") -> Client:
        seen = f"{claims}, {address}" if claims else address
        return Client(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=seen) if behind else Client(REMOTE_ADDR=address)

    return client


def tries(client: Client, address: str, password: str) -> bool:
    """Whether the person is let in."""
    client.post(reverse("account_login"), {"login": address, "password": password})
    return "_auth_user_id" in client.session


def test_failures_of_one_address_close_the_door_for_nobody_else(cast, from_) -> None:
    for number in range(12):
        assert not tries(from_("198.51.100.9"), f"nobody{number}@x.example", "wrong")
    assert not tries(from_("198.51.100.9"), cast.marieke.email, "secret")
    assert tries(from_("203.0.113.77"), cast.marieke.email, "secret")


def test_wrong_passwords_of_an_attacker_do_not_lock_the_owner_out(cast, from_) -> None:
    for _number in range(6):
        assert not tries(from_("198.51.100.9"), cast.erik.email, "wrong")
    assert not tries(from_("198.51.100.9"), cast.erik.email, "secret")
    assert tries(from_("203.0.113.77"), cast.erik.email.upper(), "secret")


def test_claimed_addresses_are_not_believed(cast, settings) -> None:
    """What the visitor wrote into the header stands left of what the proxy saw."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(6):
        seen = f"203.0.113.{number}, 198.51.100.9"
        assert not tries(Client(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=seen), cast.erik.email, "wrong")
    assert not tries(Client(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.9"), cast.erik.email, "secret")


def test_without_a_proxy_the_header_counts_for_nothing(cast, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    for number in range(6):
        client = Client(REMOTE_ADDR="198.51.100.9", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        assert not tries(client, cast.erik.email, "wrong")
    client = Client(REMOTE_ADDR="198.51.100.9", HTTP_X_FORWARDED_FOR="203.0.113.99")
    assert not tries(client, cast.erik.email, "secret")


def test_guesses_from_everywhere_are_limited_and_keep_no_known_browser_out(cast, from_, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed_anywhere": "8/h/key"}
    home = from_("203.0.113.77")
    assert tries(home, cast.erik.email, "secret")
    home.post(reverse("account_logout"))
    for number in range(9):
        assert not tries(from_(f"198.51.100.{number}"), cast.erik.email, "wrong")
    assert not tries(from_("198.51.100.99"), cast.erik.email, "secret")  # a browser nobody knows
    assert tries(home, cast.erik.email, "secret")
    other = from_("203.0.113.78")
    assert tries(other, cast.anna.email, "secret")
    other.post(reverse("account_logout"))
    assert not tries(other, cast.erik.email, "secret")  # known for somebody else


def test_right_password_costs_nothing_of_the_limit(cast, from_) -> None:
    for _number in range(15):
        assert tries(from_("203.0.113.77"), cast.erik.email, "secret")


def test_nobody_keeps_a_person_from_resetting_and_nobody_is_flooded(cast, from_, mailoutbox) -> None:
    """Whoever asks however often, the page answers the same, and a link that works is in the owner's mail."""
    said = {"email": cast.erik.email}
    for number in range(30):
        assert from_(f"198.51.100.{number // 3}").post(reverse("account_reset_password"), said).status_code == 302
    assert [mail.to for mail in mailoutbox] == [[cast.erik.email]]
    assert from_("203.0.113.77").post(reverse("account_reset_password"), said).status_code == 302
    assert tries(from_("203.0.113.77"), cast.erik.email, "secret")  # from here on the link in that mail works no more
    assert from_("203.0.113.77").post(reverse("account_reset_password"), said).status_code == 302
    assert [mail.to for mail in mailoutbox] == [[cast.erik.email]] * 2


def test_one_place_asks_for_so_many_links_and_no_other_place_feels_it(cast, from_) -> None:
    page = reverse("account_reset_password")
    answers = [from_("198.51.100.9").post(page, {"email": f"n{number}@x.example"}) for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert from_("203.0.113.77").post(page, {"email": cast.erik.email}).status_code == 302


@pytest.mark.parametrize("cookie", ["", "x", "x:y:z", "0" * 5000])
def test_forged_mark_of_a_browser_is_none(cast, from_, settings, cookie: str) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed_anywhere": "1/h/key"}
    tries(from_("198.51.100.1"), cast.erik.email, "wrong")
    client = from_("203.0.113.77")
    client.cookies["known"] = cookie
    assert not tries(client, cast.erik.email, "secret")


@pytest.mark.parametrize(
    ("onwards", "secure", "kept"),
    [
        ("http://testserver/portfolio/", True, False),
        ("https://testserver/portfolio/", True, True),
        ("/portfolio/", True, True),
        ("https://evil.example/", True, False),
        ("//evil.example/", False, False),
        ("https://localhost/portfolio/", True, False),
        ("javascript:alert(1)", True, False),
    ],
)
def test_one_goes_on_within_the_portal_only(cast, onwards: str, secure: bool, kept: bool) -> None:
    data = {"login": cast.anna.email, "password": "secret", "next": onwards}
    answer = Client().post(reverse("account_login"), data, secure=secure)
    assert (answer["Location"] == onwards) is kept
    assert kept or answer["Location"] == reverse("dashboard")
