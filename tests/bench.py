"""The performance figures as a table: `make bench`. Medians on this machine, on a database of its own.

Server time is that of the whole request through Django's handler, templates included, without the network.
"""

import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

TIMES = 40
CHROMIUM = "/usr/bin/chromium"


def median(action: Callable[[], object], times: int = TIMES) -> float:
    """The median of `times` runs in milliseconds, after three that warm up."""
    taken = []
    for turn in range(times + 3):
        start = time.perf_counter()
        action()
        if turn >= 3:
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def counted(action: Callable[[], object]) -> int:
    """How many queries it takes, transaction statements included."""
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def fill(assessor, organisation, framework) -> None:
    """1,000 assessments: 200 countries in 5 years, each with its 52 ratings of the country."""
    from django_countries import countries

    from assessments import models

    codes = [code for code, _name in countries][:200]
    rows = [
        models.Assessment(
            reference=f"BENCH-{code}-{year}",
            organisation=organisation,
            framework=framework,
            country=code,
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            currency="EUR",
            opened_by=assessor,
            changed_by=assessor,
        )
        for code in codes
        for year in range(2016, 2021)
    ]
    made = models.Assessment.objects.bulk_create(rows)
    models.Context.objects.bulk_create(models.Context(assessment=each) for each in made)
    criteria = framework.criteria.filter(part__in=["governance", "need", "policy"])
    models.Rating.objects.bulk_create(
        (models.Rating(assessment=each, criterion=criterion) for each in made for criterion in criteria),
        batch_size=2000,
    )


def pages(client, reference: str, programme: int) -> dict[str, str]:
    """What is measured, with its address."""
    return {
        "scoring page of one programme (< 40 ms)": reverse("score-programme", args=[reference, programme]),
        "governance page, 36 criteria (< 100 ms)": reverse("score-part", args=[reference, "governance"]),
        "overview": reverse("overview", args=[reference]),
        "report preview": reverse("report", args=[reference]),
        "review of governance": reverse("review", args=[reference, "governance"]),
        "country": f"{reverse('country', args=['BI'])}?demonstrations=1",
        "comparison of two": f"{reverse('compare')}?one={reference}&other=NL-BI-2011",
        "dashboard with 1,000 assessments (< 60 ms)": reverse("dashboard"),
    }


def saver(client, reference: str) -> Callable[[], object]:
    """An action that saves one rating again and again, each time over the revision it made."""
    from assessments import models

    rating = models.Rating.objects.get(assessment__reference=reference, criterion__code="I9.G4")
    url = reverse("rating-save", args=[reference, rating.pk])
    revision = [rating.revision]

    def save() -> None:
        prefix = f"r{rating.pk}"
        data = {
            f"{prefix}-choice": str(revision[0] % 5),
            f"{prefix}-justification": "Measured.",
            f"{prefix}-revision": revision[0],
        }
        assert client.post(url, data).status_code == 200
        revision[0] += 1

    return save


def timed(action: Callable[[], object]) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def chromium(html: str) -> str:
    """Seconds and pages of Chromium printing the HTML."""
    if not Path(CHROMIUM).exists():
        return "not installed"
    with tempfile.TemporaryDirectory() as folder:
        page, target = Path(folder) / "report.html", Path(folder) / "report.pdf"
        static = (Path(__file__).parent.parent / "static").as_uri()
        page.write_text(html.replace('href="css/', f'href="{static}/css/'), encoding="utf-8")
        command = [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
            page.as_uri(),
        ]
        seconds = timed(lambda: subprocess.run(command, capture_output=True, check=True, timeout=120))
        from pypdf import PdfReader

        return f"{seconds:.2f} s, {len(PdfReader(io.BytesIO(target.read_bytes())).pages)} pages"


def main() -> None:
    """Build the database, measure, print."""
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_framework", verbosity=0)
    from assessments import models
    from frameworks.models import Framework
    from ssr_portal.accounts.models import Organisation, Person
    from tests import bench_versions, demonstration
    from tests.conftest import client_of

    demonstration.load()
    anna = Person.objects.get(email="anna@nl.example")
    fill(anna, Organisation.objects.get(short_name="NL"), Framework.objects.get(code="oecd-ssr", version=1))
    client = client_of(anna)
    reference = "NL-BI-2014"
    programme = models.Programme.objects.filter(assessment__reference=reference).first().pk
    rows = []
    for name, url in pages(client, reference, programme).items():
        action = lambda url=url: client.get(url)  # noqa: E731
        rows.append((name, f"{median(action):6.1f} ms  {counted(action):3d} queries"))
    save = saver(client, reference)
    rows.append(("one saved rating (< 25 ms)", f"{median(save):6.1f} ms  {counted(save):3d} queries"))
    for name, action in bench_versions.actions().items():
        rows.append((name, f"{median(action):6.1f} ms  {counted(action):3d} queries"))
    print(f"{connection.vendor}, Python {sys.version.split()[0]}, Django {django.__version__}, {os.cpu_count()} cores")
    for name, figure in rows:
        print(f"  {name:<58}{figure}")
    from ssr_portal.database import triggers
    from tests.conftest import GUARDS

    triggers.remove(GUARDS, "default")
    teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
