"""Reports and the portfolio as a table, part of `make bench`: seconds, memory, queries, and pages while ten reports are made.

The portfolio stands on 200 countries in 10 years with about 100 ratings each. Chromium prints the same HTML in the same run.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import asdict
from pathlib import Path

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="ssr-portal-bench-")
os.environ["SECRET_KEY"] = "only-for-the-bench-" + "x" * 60
os.environ["HTTPS"] = "off"
os.environ["LOG_LEVEL"] = "WARNING"
os.environ["DJANGO_SETTINGS_MODULE"] = "ssr_portal.settings"

import django

django.setup()

from django.db import connection
from django.urls import reverse

from tests import demonstration
from tests.bench import chromium, counted, median, timed

ROOT = Path(__file__).resolve().parent.parent
PORT, PEOPLE, LEAST_SECONDS = 8978, 10, 20
GROUND = "Several sources say this, of different kinds, and people in three districts said the same. " * 2


def fifteen_programmes() -> str:
    """A copy of the Burundi case, grown to 15 programmes with a justification everywhere; its reference."""
    from assessments import models
    from assessments.domain import programmes
    from frameworks.models import Activity
    from ssr_portal.accounts.models import Person

    anna = Person.objects.get(email="anna@nl.example")
    found = models.Assessment.objects.get(reference="NL-BI-2014")
    activities = list(Activity.objects.filter(framework=found.framework))
    for number in range(15 - found.programmes.count()):
        shares = {activities[number % 9]: None, activities[(number + 4) % 9]: None}
        programmes.add(models.Programme(title=f"Strand {number}", description=GROUND), found, shares, by=anna)
    unrated = models.Rating.objects.filter(assessment=found, status="unrated")
    unrated.update(status="level", level=2, justification=GROUND, confidence="medium")
    return found.reference


def report_rows(reference: str, name: str) -> list[tuple[str, str]]:
    """One country report: from the database to HTML, laid out warm, in its own process, and by Chromium."""
    from assessments import models
    from assessments.reports import pdf, printing
    from assessments.reports.outline import Outline

    assessment = models.Assessment.objects.with_cover().get(reference=reference)
    html = statistics.median(timed(lambda: printing.print_job_of(assessment, Outline())) for _ in range(3))
    job = printing.print_job_of(assessment, Outline())
    pdf.render(job)
    warm = statistics.median(timed(lambda: pdf.render(job)) for _ in range(3))
    made, seconds, memory = apart(job)
    chromium(job.html)  # from a cold disk it takes twice as long
    return [
        (f"report, {name}", f"{made.pages} pages, {len(made.content) / 1024:.0f} KiB"),
        ("  from the database to HTML", f"{html:.2f} s"),
        ("  laid out and written, warm", f"{warm:.2f} s"),
        ("  in its own process, from cold", f"{seconds:.2f} s, {memory:.0f} MiB at most"),
        ("  Chromium printing the same HTML", chromium(job.html)),
    ]


IN_CHILD = """
import gc, json, re, sys
from pathlib import Path
from assessments.reports import pdf
gc.disable()  # as the press does
pdf.render(pdf.PrintJob(**json.load(sys.stdin)))
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def apart(job) -> tuple:
    """The PDF made in a process of its own: it, the median of three runs in seconds, and the peak of memory in MiB."""
    from assessments.reports import pdf

    seconds = statistics.median(timed(lambda: pdf.print_apart(job)) for _ in range(3))
    command = [sys.executable, "-c", IN_CHILD]
    done = subprocess.run(command, input=json.dumps(asdict(job)), capture_output=True, text=True, check=True, cwd=ROOT)
    return pdf.print_apart(job), seconds, int(done.stdout) / 1024


def portfolio_rows() -> list[tuple[str, str]]:
    """The portfolio's pages and its PDF over 200 countries and ten years."""
    from assessments import models
    from assessments.domain.stored_figures import store_missing
    from assessments.queries import portfolio_tables
    from assessments.reports import combined
    from frameworks.models import Framework
    from ssr_portal.accounts.models import Organisation, Person
    from tests.conftest import client_of
    from tests.portfolio_data import fill

    anna, marieke = (Person.objects.get(email=f"{name}@nl.example") for name in ("anna", "marieke"))
    framework = Framework.objects.get(code="oecd-ssr", version=1)
    ratings = fill(anna, marieke, Organisation.objects.get(short_name="NL"), framework)
    kept = timed(store_missing)
    client = client_of(anna)
    rows = [("portfolio: ratings; figures kept once, at approval", f"{ratings:,}; {kept * 1000 / 2000:.0f} ms each")]
    for name in portfolio_tables.VIEWS:
        url = reverse("portfolio", args=[name])
        action = lambda url=url: client.get(url, SERVER_NAME="127.0.0.1")  # noqa: E731
        rows.append((f"  page: {name}", f"{median(action, 15):6.1f} ms  {counted(action):3d} queries"))
    for name, url in (("ten years of a country", reverse("country", args=["KE"])), ("one comparison", compared())):
        action = lambda url=url: client.get(url, SERVER_NAME="127.0.0.1")  # noqa: E731
        rows.append((f"  page: {name}", f"{median(action, 15):6.1f} ms  {counted(action):3d} queries"))
    paper = models.CombinedReport(kind="portfolio", asked="", asked_by=anna)
    html = timed(lambda: combined.print_job_of(combined.sheet_of(paper)))
    made, seconds, memory = apart(combined.print_job_of(combined.sheet_of(paper)))
    rows.append(("  PDF of 200 countries: from the database to HTML", f"{html:.2f} s"))
    rows.append(("  in its own process, from cold", f"{made.pages} pages, {seconds:.1f} s, {memory:.0f} MiB at most"))
    return rows


def compared() -> str:
    """The address of a comparison of two years."""
    return reverse("compare") + "?one=NL-KE-2020-P&other=NL-KE-2024-P"


def download_row(reference: str) -> tuple[str, str]:
    """The second download of a stored report: server time without the network."""
    from assessments import models
    from assessments.generation import tasks as generation
    from ssr_portal.accounts.models import Person
    from tests.conftest import client_of

    anna = Person.objects.get(email="anna@nl.example")
    assessment = models.Assessment.objects.with_cover().get(reference=reference)
    report = generation.ask_for_report(assessment, by=anna)
    generation.make_file.func("report", report.pk)
    client = client_of(anna)
    url = reverse("file-download", args=["report", report.uuid])

    def download() -> None:
        b"".join(client.get(url, SERVER_NAME="127.0.0.1").streaming_content)

    return ("second download of a report (< 20 ms)", f"{median(download):6.1f} ms  {counted(download):3d} queries")


def pages_while_ten_reports_are_made() -> list[tuple[str, str]]:
    """Ten people ask for ten different reports at once; meanwhile pages are read, one after the other, through HTTP."""
    from assessments import models
    from assessments.generation import tasks as generation
    from ssr_portal.accounts.models import Person
    from tests.conftest import client_of

    anna = Person.objects.get(email="anna@nl.example")
    session = client_of(anna).cookies["session"].value
    command = [sys.executable, "-m", "gunicorn", "ssr_portal.wsgi", "--bind", f"127.0.0.1:{PORT}", "--workers", "2"]
    server = subprocess.Popen([*command, "--threads", "4", "--no-control-socket", "--log-level", "error"], cwd=ROOT)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}  # it says which task it does, and prints mail
    worker = subprocess.Popen([sys.executable, "manage.py", "db_worker", "--no-startup-delay"], cwd=ROOT, **quiet)
    paths = [
        "/",
        "/assessments/NL-BI-2014/",
        "/assessments/NL-BI-2014/score/need/",
        "/assessments/NL-BI-2011/",
        "/portfolio/",
    ]
    try:
        time.sleep(6)
        for path in paths:
            fetch(path, session)
        before = [fetch(path, session) for path in paths * 6]
        wanted = models.Assessment.objects.filter(reference__endswith="-2024-P").with_cover()[:PEOPLE]
        threads = [
            threading.Thread(target=generation.ask_for_report, args=(each,), kwargs={"by": anna}) for each in wanted
        ]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        busy = []
        while time.perf_counter() - start < LEAST_SECONDS or waiting():
            busy.append(fetch(paths[len(busy) % len(paths)], session))
        taken = time.perf_counter() - start
    finally:
        for process in (server, worker):
            process.terminate()
            process.wait()
    ready = models.Report.objects.filter(assessment__reference__endswith="-2024-P", state="ready").count()
    return [
        (f"ten reports asked for at once: {ready} ready after", f"{taken:.0f} s"),
        ("  pages before: median, 95th percentile", spread_of(before)),
        (f"  pages meanwhile ({len(busy)} of them)", spread_of(busy)),
    ]


def waiting() -> bool:
    """Whether a report is still being made."""
    from assessments import models

    return models.Report.objects.filter(state="queued").exists()


def fetch(path: str, session: str) -> float:
    """One page through HTTP, in milliseconds."""
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers={"Cookie": f"session={session}"})
    return timed(lambda: urllib.request.urlopen(request, timeout=60).read()) * 1000  # noqa: S310 - our own server


def spread_of(times: list[float]) -> str:
    """Median and 95th percentile in words."""
    return f"{statistics.median(times):.0f} ms, {statistics.quantiles(times, n=20)[-1]:.0f} ms"


def main() -> None:
    """Build the database, measure, print."""
    for command in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"], ["load_framework"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    demonstration.load()
    rows = report_rows("NL-BI-2011", "Burundi 2011")
    rows += report_rows(fifteen_programmes(), "15 programmes")
    rows.append(download_row("NL-BI-2011"))
    rows += portfolio_rows()
    rows += pages_while_ten_reports_are_made()
    print(f"{connection.vendor}: reports and portfolio")
    for name, figure in rows:
        print(f"  {name:<58}{figure}")
    print(f"  {'this process at most':<58}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
