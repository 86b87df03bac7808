"""Addresses, queries, cookies and charsets of any kind are answered, and never by an error of ours."""

import codecs
import re
from encodings.aliases import aliases

import pytest
from django.test import Client
from django.urls import get_resolver

from ssr_portal.text.charsets import OF_BROWSERS, charset_of_text
from tests.conftest import client_of

ODD = [
    "%00",
    "a%00b",
    "%01",
    "%7F",
    "%C2%85",
    "%E2%80%A8",
    "%E2%80%AE",
    "%EF%BF%BE",
    "%ED%A0%80",
    "%0A",
    "%F4%8F%BF%BF",
]
TEXT = re.compile(r"<(?:str|slug):\w+>|\(\?P<\w+>[^)]*\)")


def addresses(patterns=None, prefix: str = "") -> list[str]:
    found = []
    for pattern in patterns or get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            found += addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            found.append(prefix + str(pattern.pattern))
    return found


def with_texts() -> list[str]:
    named = [re.sub(r"<int:\w+>", "1", each) for each in addresses()]
    return sorted({each for each in named if TEXT.search(each) and "?P" not in each})


def quiet(client: Client) -> Client:
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("odd", ODD)
def test_an_address_with_what_no_text_has_leads_nowhere(as_anna, odd) -> None:
    walked = with_texts()
    assert len(walked) > 30
    for address in walked if odd == "%00" else walked[:3]:
        answer = quiet(as_anna).get("/" + TEXT.sub(odd, address))
        assert answer.status_code in (404, 405), address
        assert "Content-Security-Policy" in answer


@pytest.mark.parametrize("odd", ODD)
def test_a_query_is_cleaned(as_anna, burundi, odd) -> None:
    for page, names in {
        "/": "words country year state page",
        "/compare/": "one other",
        "/compare/csv": "one other",
        "/portfolio/": "year country donor sort level",
        "/countries/BI/": "sort year",
        "/bundles/": "country year",
        "/check/": "fingerprint",
        f"/assessments/{burundi.reference}/report/": "edition form leave without depth",
        f"/assessments/{burundi.reference}/programmes/": "page",
        f"/assessments/{burundi.reference}/reply/new/": "rating kind goal programme",
        "/versions/oecd-ssr/1/difference/": "since from",
    }.items():
        query = "&".join(f"{name}={odd}" for name in [*names.split(), odd])
        assert quiet(as_anna).get(f"{page}?{query}").status_code < 500, (page, query)


@pytest.mark.parametrize("kind", ["comparison", "portfolio", "country", "%00", ""])
def test_a_question_within_a_post_is_cleaned(as_anna, kind) -> None:
    asked = "one=%00&other=a%00b&code=%00&year=%00&donor=%00&region=%00&order=%00&by=%00"
    assert quiet(as_anna).post(
        "/combined-reports/", {"kind": kind.replace("%00", "\0"), "asked": asked}
    ).status_code in (
        302,
        404,
    )


def test_the_desk_is_searched_with_any_text(cast, framework) -> None:
    desk = quiet(client_of(cast.fatima))
    cast.fatima.is_superuser = True
    cast.fatima.save()
    for address in (
        "/administration/accounts/person/?q=a%00b&is_active__exact=%00",
        "/administration/accounts/organisation/?q=%00",
        f"/administration/frameworks/criterion/?framework={framework.pk}&q=a%00b&part=%00",
        "/administration/autocomplete/?app_label=accounts&model_name=membership&field_name=person&term=a%00b",
    ):
        assert desk.get(address).status_code < 500, address


def test_a_session_key_that_is_no_text_is_none(db) -> None:
    client = quiet(Client())
    answer = client.get("/", HTTP_COOKIE='session="\\000aaaaaaaaaaaa"; csrf="\\000bbbb"')
    assert (answer.status_code, answer["Location"][:15]) == (302, "/accounts/login")


@pytest.mark.parametrize(
    "charset", ["utf-7", "latin-1", "utf-16", "cp037", "hex", "idna", "undefined", "rot13", "nonsense"]
)
def test_a_charset_of_any_kind_costs_no_form(as_anna, burundi, charset) -> None:
    address = f"/assessments/{burundi.reference}/actor/new/"
    body = "kind=partner&name=Bar%E9&role=Says+no&audience=internal&revision=0".encode("ascii")
    answer = quiet(as_anna).generic("POST", address, body, f"application/x-www-form-urlencoded; charset={charset}")
    assert answer.status_code in (302, 422)
    if charset == "latin-1":
        assert burundi.actors.get().name == "Baré"
    assert quiet(as_anna).generic("GET", "/", b"", f"text/plain; charset={charset}").status_code == 200


CODECS = sorted({*aliases, *aliases.values(), "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined"})
ODD_BYTES = b"\\ud800\\N{x}\\x%5C%5Cud800%00%ED%A0%80%FF%8336%C7%39+AGE-\xff\xed\xa0\x80\x836\xc79"


@pytest.mark.parametrize("more", ["; charset=é", "; charset=utf-7", "; x=ÿ", "; y*=bogus''z", ""])
def test_nothing_said_of_a_form_with_files_costs_it(as_anna, burundi, more: str) -> None:
    fields = {"kind": "partner", "name": "Café", "role": "r", "audience": "internal", "revision": "0"}
    head = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    parts = ["--an edge\r\n" + head.format(name, value) for name, value in fields.items()]
    body = "".join([*parts, "--an edge--\r\n"]).encode()
    address = f"/assessments/{burundi.reference}/actor/new/"
    kind = f'multipart/form-data; boundary="an edge"{more}'
    assert quiet(as_anna).generic("POST", address, body, kind).status_code == 302
    assert burundi.actors.get().name == "Café"


@pytest.mark.parametrize("charset", CODECS)
def test_no_charset_that_python_knows_is_a_fault(db, charset) -> None:
    someone = quiet(Client())
    part = b'--x\r\nContent-Disposition: form-data; name="login%s"\r\n\r\n%s\r\n' % (ODD_BYTES, ODD_BYTES)
    named = b"--x\r\nContent-Disposition: form-data; name=f; filename*=%s''%s\r\n\r\nx\r\n--x--\r\n"
    query = "?next=%5Cud800%5C%FF%ED%A0%80"
    for method, body, kind in (
        ("GET", b"", "text/plain"),
        ("GET", b"", "application/x-www-form-urlencoded"),
        ("POST", b"login=" + ODD_BYTES + b"&password=" + ODD_BYTES, "application/x-www-form-urlencoded"),
        ("POST", part + named % (charset.encode(), b"%5Cud800%FF"), "multipart/form-data; boundary=x"),
    ):
        answer = someone.generic(method, f"/accounts/login/{query}", body, f"{kind}; charset={charset}")
        assert answer.status_code < 500, (method, kind)


@pytest.mark.parametrize("charset", sorted(OF_BROWSERS))
def test_a_charset_of_browsers_gives_whole_letters(charset) -> None:
    assert codecs.lookup(charset).name == charset == charset_of_text(charset.upper())
    for first in range(256):
        text = b"".join(bytes([first, second]) for second in range(256)).decode(charset, "replace")
        assert text.encode("utf-8")
