"""Addresses that only buttons send to, opened in other ways."""

from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.urls import reverse


def test_address_of_a_button_opened_as_a_page_says_so_in_words(burundi, as_anna) -> None:
    answer = as_anna.get(reverse("correct", args=[burundi.reference]))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "works only when you press a button" in answer.content.decode()


def pressed(address: str, **headers: str) -> str:
    """Where the sign-in leads after a button was pressed without one."""
    answer = Client().post(address, headers=headers)
    return parse_qs(urlsplit(answer["Location"]).query)["next"][0]


def test_sign_in_after_a_button_leads_to_the_page_with_the_button(burundi) -> None:
    address, page = reverse("correct", args=[burundi.reference]), reverse("overview", args=[burundi.reference])
    assert pressed(address, referer=f"http://testserver{page}?a=b") == f"{page}?a=b"
    for elsewhere in ("", f"http://elsewhere.example{page}", f"https://testserver.example{page}", "http://[bad"):
        assert pressed(address, referer=elsewhere) == address
