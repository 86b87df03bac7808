"""Twenty assessors save at once for a minute against two workers: errors, lost saves, and the 95th percentile.

Each writes in a rating of their own, a save a second, as fast typing with automatic saving does. A save is lost when it was
answered with success and is not in the rating's history. Then the sizes of scoring pages, as a browser gets them.
"""

import gzip
import http.client
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

PEOPLE, SECONDS, PAUSE, PORT = 20, 60, 1.0, 8977
CSRF = "b" * 32
ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Assessor:
    """One person with one rating, and what became of their saves."""

    session: str
    path: str
    prefix: str
    times: list[float] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def write(self, until: float) -> None:
        """Save over and over until the time is up."""
        revision = 0
        while time.monotonic() < until:
            text = secrets.token_hex(200)
            body = {"choice": "2", "justification": text, "revision": str(revision), "mutation": secrets.token_hex(16)}
            start = time.perf_counter()
            status = self._post({f"{self.prefix}-{name}": value for name, value in body.items()})
            self.times.append((time.perf_counter() - start) * 1000)
            if status == 200:
                self.accepted.append(text)
                revision += 1
            else:
                self.errors.append(str(status))
            time.sleep(PAUSE)

    def _post(self, data: dict[str, str]) -> object:
        headers = {
            "Cookie": f"session={self.session}; csrf={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        try:
            connection.request("POST", self.path, urllib.parse.urlencode(data), headers)
            answer = connection.getresponse()
            answer.read()
        except OSError as error:
            return error
        finally:
            connection.close()
        return answer.status


def settle() -> None:
    """A database of its own with the frameworks, before Django is set up here."""
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="ssr-portal-bench-")
    os.environ["SECRET_KEY"] = "only-for-the-bench-" + "x" * 60
    os.environ["HTTPS"] = "off"
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ["DJANGO_SETTINGS_MODULE"] = "ssr_portal.settings"
    for command in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"], ["load_framework"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def assessors() -> list[Assessor]:
    """Twenty people of the Netherlands, signed in, each with an unrated rating or one to write anew."""
    from django.urls import reverse

    from assessments import models
    from ssr_portal.accounts.models import Membership, Organisation, Person
    from tests.conftest import client_of

    organisation = Organisation.objects.get(short_name="NL")
    ratings = models.Rating.objects.filter(assessment__reference="NL-BI-2014", criterion__part="governance")
    models.Rating.objects.filter(pk__in=ratings).update(revision=0)
    found = []
    for number, rating in enumerate(ratings.order_by("pk")[:PEOPLE]):
        person = Person.objects.create_user(f"bench{number}@nl.example", "secret", name=f"Assessor {number}")
        Membership.objects.create(person=person, organisation=organisation, role="assessor")
        session = client_of(person).cookies["session"].value
        found.append(Assessor(session, reverse("rating-save", args=["NL-BI-2014", rating.pk]), f"r{rating.pk}"))
    return found


def page_sizes() -> dict[str, tuple[int, int]]:
    """Bytes of scoring pages of 15 programmes, compressed: with their own files from a cold cache, and the page alone."""
    from django.conf import settings

    from assessments import models
    from assessments.domain import programmes
    from frameworks.models import Activity
    from ssr_portal.accounts.models import Person
    from tests.conftest import client_of

    anna = Person.objects.get(email="anna@nl.example")
    assessment = models.Assessment.objects.get(reference="NL-BI-2014")
    activities = list(Activity.objects.filter(framework=assessment.framework))
    for number in range(15 - assessment.programmes.count()):
        shares = {activities[number % 9]: None, activities[(number + 4) % 9]: None}
        programmes.add(models.Programme(title=f"Strand {number}"), assessment, shares, by=anna)
    client, found = client_of(anna), {}
    for key in ("governance", f"programme/{assessment.programmes.last().pk}"):
        url = f"/assessments/NL-BI-2014/score/{key}/"
        sent = client.get(url, headers={"Accept-Encoding": "gzip"}, SERVER_NAME="127.0.0.1").content
        names = {part.split('"')[0] for part in gzip.decompress(sent).decode().split('"/static/')[1:]}
        files = sum(len(gzip.compress((Path(settings.STATIC_ROOT) / name).read_bytes(), 9)) for name in names)
        found[key.split("/")[0]] = (len(sent) + files, len(sent))
    return found


def main() -> None:
    """Serve, write, count, print."""
    settle()
    import django

    django.setup()
    from django.db import connection

    from assessments import models
    from tests import demonstration

    demonstration.load()
    sizes = page_sizes()
    people = assessors()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "ssr_portal.wsgi",
        "--bind",
        f"127.0.0.1:{PORT}",
    ]  # with gunicorn.conf.py
    server = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT)
    try:
        time.sleep(5)
        until = time.monotonic() + SECONDS
        threads = [threading.Thread(target=person.write, args=(until,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        server.terminate()
        server.wait()
    kept = set(models.Rating.history.values_list("justification", flat=True))
    accepted = [text for person in people for text in person.accepted]
    times = [each for person in people for each in person.times]
    errors = sum((person.errors for person in people), [])
    print(f"{connection.vendor}: {PEOPLE} assessors, {SECONDS} s, 2 workers")
    print(f"  saves {len(accepted)}, errors {len(errors)} {sorted(set(errors))}, lost {len(set(accepted) - kept)}")
    print(f"  median {statistics.median(times):.0f} ms, 95th percentile {statistics.quantiles(times, n=20)[-1]:.0f} ms")
    for name, (cold, warm) in sizes.items():
        print(
            f"  page of a {name}, compressed: {cold / 1000:.0f} kB from a cold cache, {warm / 1000:.0f} kB after that"
        )


if __name__ == "__main__":
    main()
