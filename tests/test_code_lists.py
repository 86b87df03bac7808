"""The lists of others: complete, and every entry usable."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django_countries import countries

from assessments.reports import charts
from frameworks.domain import checks, snapshot
from ssr_portal.reference import codelists, crs, regions
from ssr_portal.values import iati_identifiers, money

LISTS = sorted(Path(codelists.HERE).glob("*.json"))
# Codes of IATI's list of currencies that are easily forgotten: partners', funds, and withdrawn ones.
EASILY_FORGOTTEN = [
    "CVE",
    "GYD",
    "SRD",
    "BTN",
    "MVR",
    "BZD",
    "CUP",
    "CUC",
    "HKD",
    "KPW",
    "ANG",
    "AWG",
    "BBD",
    "BMD",
    "BND",
    "BSD",
    "FKP",
    "GIP",
    "KYD",
    "MOP",
    "PAB",
    "SHP",
    "SVC",
    "XPF",
    "XDR",
    "BOV",
    "CLF",
    "COU",
    "MXV",
    "USN",
    "USS",
    "UYI",
    "XBT",
    "BYR",
    "EEK",
    "LTL",
    "LVL",
    "MRO",
    "STD",
    "VEF",
    "ZMK",
    "SLL",
    "SLE",
    "HRK",
    "ZWL",
    "ZWG",
    "NLG",
    "DEM",
    "FRF",
    "ITL",
    "ESP",
    "XEU",
    "MRU",
    "STN",
    "VES",
    "BYN",
]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_list_says_where_it_is_from(path: Path) -> None:
    found = json.loads(path.read_text(encoding="utf-8"))
    assert [key for key in ("title", "source", "licence", "date") if not found[key]] == []


def test_lists_are_whole() -> None:
    assert {path.stem: len(codelists.items(path.stem)) for path in LISTS} == {
        "countries": 251,
        "currencies": 262,
        "purposes": 325,
    }


def test_countries_are_those_of_iati() -> None:
    assert {code for code, _name in countries} == set(codelists.items("countries"))
    assert {countries.name(code) for code in ("XK", "AN")} == {"Kosovo", "Netherlands Antilles (until 2010)"}
    assert set(regions.OF) == set(codelists.items("countries"))


def test_kosovo_is_on_the_map() -> None:
    assert charts._shapes()["XK"].startswith("M528")


def test_currencies_have_names_and_years() -> None:
    assert [code for code in EASILY_FORGOTTEN if code not in money.CURRENCIES] == []
    assert money.CURRENCIES["SLL"].label == "SLL Sierra Leonean Leone, until 2023"
    assert money.CURRENCIES["EUR"].label == "EUR Euro"
    assert [
        each for each in money.CURRENCIES.values() if not each.name or any(sign.isdigit() for sign in each.name)
    ] == []


@time_machine.travel("2026-11-27")
@pytest.mark.parametrize(
    ("code", "year", "fits"),
    [("SLL", 2005, True), ("SLL", 2025, False), ("NLG", 2001, True), ("NLG", 2014, False), ("EUR", 1997, True)]
    + [(code, 2012, True) for code in ("MRO", "STD", "HRK", "ZWL", "LVL", "VEF")],
)
def test_currency_of_a_period_was_in_use_then_or_is_today(code: str, year: int, fits: bool) -> None:
    assert money.fits(code, date(year, 1, 1), date(year, 12, 31)) is fits


def test_withdrawn_currencies_stand_apart() -> None:
    (_now, in_use), (_gone, gone) = money.choices()
    assert "SLE" in dict(in_use)
    assert "SLL" in dict(gone)
    assert len(in_use) + len(gone) == len(money.CURRENCIES)


def test_every_purpose_has_a_name() -> None:
    assert crs.unknown(crs.PURPOSES) == []
    assert crs.named("15112, 15120;99999") == [
        "15112 Decentralisation and support to subnational government",
        "15120 Public sector financial management (withdrawn)",
        "99999 (not in the list)",
    ]
    assert [code for code, (name, _withdrawn) in crs.PURPOSES.items() if not name or "(" in code] == []


def test_purposes_are_read_as_people_write_them() -> None:
    assert crs.codes_in("15210/15112؛ ۱۵۱۵۱، １５１９６") == ["15210", "15112", "15151", "15196"]


def test_framework_takes_every_purpose(framework) -> None:
    found = snapshot.facts_of(framework)[0]
    found["activities"][0]["crs_codes"] = list(crs.PURPOSES)
    assert [fault for fault in checks.faults(found) if "crs_codes" in fault.path] == []


@pytest.mark.parametrize(
    "sound", ["", "XM-DAC-7-PPR-23456", "GB-GOV-1-300123", "NL-KVK-27378529-1", "XI-IATI-EC_DEVCO-2010"]
)
def test_identifier_of_the_standard_has_no_fault(sound: str) -> None:
    assert iati_identifiers.fault_of(sound) == ""


@pytest.mark.parametrize("odd", ["44000-P123456", "NL-1-PPR 23456", "GB-1-102/953", "a", "GB-1-", "GB-1-1&2"])
def test_identifier_of_old_publishers_is_told(odd: str) -> None:
    assert iati_identifiers.fault_of(odd)


def test_no_list_is_written_by_hand() -> None:
    """Modules read the lists; none holds forty codes of its own but the regions."""
    modules = [
        path
        for root in ("ssr_portal", "assessments", "frameworks")
        for path in (settings.BASE_DIR / root).rglob("*.py")
    ]
    held = {
        path.name
        for path in modules
        if "migrations" not in path.parts
        and len(re.findall(r"\b(?:[A-Z]{3}|\d{5})\b(?=[\s\"'])", path.read_text(encoding="utf-8"))) > 40
    }
    assert held == set()
