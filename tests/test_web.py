"""Addresses of the web as others publish them: taken where they are plainly one, a link only where they are sound."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments import models
from ssr_portal.text.plain_text import LinkField
from ssr_portal.values import web_addresses
from tests.assessments.views.test_money import told

SOUND = [
    "https://example.org",
    "http://www.un.org/ga/search/view_doc.asp?symbol=S/2014/550",
    "https://münchen.de/a",
    "https://xn--mnchen-3ya.de/",
    "https://example.org:8443/a_b/(c)?d=e&f=%20#g",
    "http://192.0.2.1/a",
    "https://example.org/" + "a" * 1900,
    "https://مثال.إختبار/",
]
ODD = [
    "https://www.example.org/Security Sector Review 2014.pdf",
    "http://my_host.example.org/report",
    "https://intranet/report",
    "ftp://ftp.example.org/pub/report.pdf",
    "https://anna:secret@example.org/",
    "https://example.org@elsewhere.example/",
    "https://elsewhere.example\\@example.org",
    "https://-example-.org/",
    "http://example..org/a",
    "http://exa mple.org/a",
    "http://[::1/a",
    "https://example.org:999999/",
]
NONE = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "javascript://example.org/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "view-source:https://example.org",
    "mailto:a@example.org",
    "S/2014/550",
    "archive, box 12",
    "10.1787/9789264027862-en",
    "\\\\server\\share\\a.docx",
    "https://",
    "https:///a",
    "http:example.org",
    "https",
]


@pytest.mark.parametrize("address", SOUND)
def test_sound_address_is_a_link(address: str) -> None:
    assert LinkField(max_length=web_addresses.MOST_CHARACTERS).clean(address) == address
    assert web_addresses.leads_somewhere(address)
    assert web_addresses.fault_of(address) == ""


@pytest.mark.parametrize("address", ODD)
def test_odd_address_is_taken_and_told_and_no_link(address: str) -> None:
    assert LinkField().clean(address) == address
    assert not web_addresses.leads_somewhere(address)
    assert web_addresses.fault_of(address)


@pytest.mark.parametrize("typed", NONE)
def test_what_is_no_address_is_refused_and_never_a_link(typed: str) -> None:
    with pytest.raises(ValidationError):
        LinkField().clean(typed)
    assert not web_addresses.leads_somewhere(typed)


@pytest.mark.parametrize("typed", ["www.example.org/a b", "//www.example.org/a b", "\u200bwww.example.org/a b\n"])
def test_address_without_scheme_is_completed(typed: str) -> None:
    assert LinkField().clean(typed) == "https://www.example.org/a b"


def test_port_is_no_scheme() -> None:
    assert LinkField().clean("example.org:8443/a") == "https://example.org:8443/a"


@given(st.from_regex(r"\s{0,2}[jJ\u017f][a-zA-Z\t]{3,9}:/{0,2}[ -~]{0,30}|[ -~]{0,40}|.{0,30}", fullmatch=True))
def test_whatever_is_typed_no_link_runs(typed: str) -> None:
    """What is a link begins with http, and the field never raises anything but its refusal."""
    try:
        taken = LinkField().clean(typed)
    except ValidationError:
        taken = typed
    assert not web_addresses.leads_somewhere(taken) or taken.lower().startswith(("http://", "https://"))


@pytest.fixture
def evidence(burundi) -> models.Evidence:
    """A source without a file."""
    return models.Evidence.objects.create(assessment=burundi, title="Review", dated=date(2014, 1, 1), kind="document")


def test_evidence_takes_an_odd_address_as_text(as_anna, burundi, evidence) -> None:
    said = {"title": evidence.title, "kind": "document", "dated": "2014-01-01", "reliability": "B", "credibility": "2"}
    said |= {"audience": "internal", "origin": "SSR unit", "revision": str(evidence.revision), "link": ODD[0]}
    page = reverse("record-change", args=[burundi.reference, "evidence", evidence.pk])
    answer = as_anna.post(page, said)
    assert told(answer)[1] == (
        "The web address is kept as typed, but is no link. It is not written as addresses are, so it may lead nowhere."
    )
    section = reverse("section", args=[burundi.reference, "evidence"])
    shown = as_anna.get(section).content.decode()
    assert ODD[0] in shown
    assert f'href="{ODD[0]}"' not in shown
    models.Evidence.objects.filter(pk=evidence.pk).update(link=SOUND[0])
    assert f'href="{SOUND[0]}"' in as_anna.get(section).content.decode()
    models.Evidence.objects.filter(pk=evidence.pk).update(link=NONE[0])
    assert 'href="javascript' not in as_anna.get(section).content.decode()


def test_evidence_refuses_what_runs(as_anna, burundi, evidence) -> None:
    page = reverse("record-change", args=[burundi.reference, "evidence", evidence.pk])
    answer = as_anna.post(page, {"title": evidence.title, "link": NONE[0]})
    assert answer.status_code == 422
    assert answer.context["form"].errors["link"] == [
        "An address of the web begins with https://, http:// or ftp://; this one begins with “javascript:”."
    ]
