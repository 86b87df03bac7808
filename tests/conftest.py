"""The cast and the cases that tests stand on: named people, states reached through the domain."""

import gc
import hashlib
import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

import assessments.frozen
import frameworks.frozen
from assessments import models
from assessments.domain import programmes
from assessments.reports import pdf
from assessments.scorecard import memory
from frameworks import administrators, queries
from frameworks.domain import file_writer
from frameworks.models import Framework
from ssr_portal.accounts.models import Marking, Membership, Organisation, Person
from ssr_portal.database import triggers
from ssr_portal.upkeep import logs
from tests import acting, once, upgrading
from tests.states import FIRST, State, States

# Migrations draw every model at each step: millions of objects that stay, which it costs a quarter of their time to look through.
gc.set_threshold(50_000, 20, 50)
# A busy machine is no fault of the code: no test waits for a clock.
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "oecd-ssr-v1.yaml"
SECOND = Path(settings.BASE_DIR) / "fixtures" / "oecd-ssr-v2.yaml"
COMMITS = frozenset({"transactional_db", "live_server"})
DATABASE = COMMITS | {"db"}
GUARDS = (*frameworks.frozen.GUARDS, *assessments.frozen.GUARDS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each test of the database begins in its state; on the second database only what asks it is tried.

    A text is cleaned, and a page of paper laid out, in the same way on both.
    """
    for item in filter(_asks_the_database, items):
        item.fixturenames.insert(0, "state")  # before the test's transaction begins
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        config.hook.pytest_deselected(items=[item for item in items if not _differs_by_database(item)])
        items[:] = filter(_differs_by_database, items)


def _asks_the_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or not DATABASE.isdisjoint(item.fixturenames)


def _differs_by_database(item: pytest.Item) -> bool:
    return _asks_the_database(item) and item.get_closest_marker("same_on_any_database") is None


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """As pytest-django has it, but the migrations run once in a run of several processes."""
    keep = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock(), once.migrated() as is_there:
        made = setup_databases(verbosity=0, interactive=False, keepdb=keep or is_there, serialized_aliases=set())
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def states(django_db_setup: None, django_db_blocker: Any) -> Iterator[States]:
    """Every test finds the shipped framework, and what of the cast and its cases it asks for."""
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        call_command("load_framework", str(FIXTURE), verbosity=0)
        kept = States(
            State("upgraded", lambda states: upgrading.upgrade(Cast()), migrates=True),
            State("cast", lambda states: Cast()),
            State("burundi", lambda states: _open(states.made("cast")), after="cast"),
            State("complete", lambda states: _complete(states.made("cast")), after="burundi"),
            State("approved", lambda states: _approve(states.made("cast")), after="complete"),
            State("stepped", lambda states: open_stepped(states.made("cast")), after="cast"),
            State("shipped", lambda states: _demonstrate()),
        )
    yield kept
    with django_db_blocker.unblock():
        kept.forget()


@pytest.fixture
def state(request: pytest.FixtureRequest, states: States, django_db_blocker: Any) -> None:
    """The database stands where the test begins; tests with real commits begin without people or cases."""
    marker = request.node.get_closest_marker("django_db")
    commits = not COMMITS.isdisjoint(request.fixturenames) or (marker is not None and "transaction" in marker.kwargs)
    with django_db_blocker.unblock():
        states.enter(FIRST if commits else states.furthest(request.fixturenames))


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Each test starts without the memory of published frameworks and of scorecards."""
    queries.forget_published()
    memory.forget()
    yield
    queries.forget_published()


class Faults(logging.Handler):
    """The lines of the log that say that something is broken: errors, tracebacks, and whatever crispy complains of."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Refusals are no faults (`ssr_portal.upkeep.logs`), nor is what a check of readiness finds."""
        logs.refusals_without_traceback(record)
        refused = getattr(record, "status_code", logs.FAULT) < logs.FAULT
        broken = record.levelno >= logging.ERROR or record.exc_info or record.name.startswith("crispy")
        of_the_driver = record.name == "asyncio"  # which the browser's driver runs on, and the portal does not
        if broken and not refused and not of_the_driver:
            self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def faults_in_the_log(request: pytest.FixtureRequest) -> Iterator[Faults]:
    """No test leaves a fault in the log unless it is marked: a needless traceback would drown the real ones."""
    faults = Faults()
    logging.getLogger().addHandler(faults)
    yield faults
    logging.getLogger().removeHandler(faults)
    if request.node.get_closest_marker("faults_in_the_log") is None:
        assert faults.lines == [], "mark the test with faults_in_the_log if it means to bring these about"


def _slip(job: pdf.PrintJob, *_still_wanted: object) -> pdf.Pdf:
    """Instead of the document, what tells it from others: equal orders give equal bytes."""
    return pdf.Pdf(b"%PDF-1.7\n" + hashlib.sha256(repr(job).encode()).hexdigest().encode(), 1)


@pytest.fixture(autouse=True)
def press(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests ask that a document is made and not what it looks like: laying one out takes two seconds.

    Tests that read it are marked `laid_out`, those of the process that prints `printed_apart`; browsers get real ones.
    """
    marked = request.node.get_closest_marker
    if marked("printed_apart") is None and "live_server" not in request.fixturenames:
        way = _slip if marked("laid_out") is None else lambda order, *_still_wanted: pdf.render(order)
        monkeypatch.setattr(pdf, "print_apart", way)


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """For tests that need real commits: the framework is there, and what is final can be emptied afterwards."""
    cache.clear()
    if not Framework.objects.exists():
        call_command("load_framework", str(FIXTURE), verbosity=0)
    yield
    triggers.remove(GUARDS, "default")


class Cast:
    """Two organisations, their people, and a framework administrator."""

    def __init__(self) -> None:
        self.nl = Organisation.objects.create(name="Netherlands", short_name="NL", currency="EUR")
        self.dda = Organisation.objects.create(name="Demonstration Donor", short_name="DDA", currency="USD")
        Marking.objects.create(organisation=self.nl, name="Departementaal Vertrouwelijk", rank=1)
        self.anna = self._member("Anna de Wit", self.nl, "assessor")
        self.joris = self._member("Joris Bakker", self.nl, "assessor")
        self.marieke = self._member("Marieke Visser", self.nl, "reviewer")
        self.pieter = self._member("Pieter Smit", self.nl, "viewer")
        self.sofia = self._member("Sofia Lund", self.dda, "assessor")
        self.erik = self._member("Erik Holm", self.dda, "reviewer")
        self.fatima = Person.objects.create_user(
            "fatima@portal.example", "secret", name="Fatima Idrissi", is_staff=True
        )
        self.fatima.groups.add(Group.objects.get(name=administrators.GROUP))

    @staticmethod
    def _member(name: str, organisation: Organisation, role: str) -> Person:
        address = f"{name.split()[0].lower()}@{organisation.short_name.lower()}.example"
        person = Person.objects.create_user(address, "secret", name=name)
        Membership.objects.create(person=person, organisation=organisation, role=role)
        return person


@pytest.fixture
def cast(db: None, states: States) -> Cast:
    """Named people, the same everywhere."""
    return states.made("cast") if states.hold("cast") else Cast()


@pytest.fixture
def upgraded(db: None, states: States) -> upgrading.Installation:
    """What stood in an installation before it was migrated from the first release to this one."""
    return states.made("upgraded")


@pytest.fixture
def shipped(db: None) -> None:
    """The demonstration as `manage.py demo` loads it, on both shipped versions."""


def _demonstrate() -> None:
    file_writer.load(SECOND)
    call_command("demo", verbosity=0, stdout=io.StringIO())


@pytest.fixture
def framework(db: None) -> Framework:
    """The shipped version."""
    return Framework.objects.get(code="oecd-ssr", version=1)


def _open(cast: Cast) -> models.Assessment:
    assessment = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014)
    shares = {assessment.framework.activities.get(code=code): None for code in ("F2b", "F1a")}
    programmes.add(
        models.Programme(title="Police strand", budget=100, currency="EUR"), assessment, shares, by=cast.anna
    )
    assessment.refresh_from_db()
    return assessment


@pytest.fixture
def burundi(cast: Cast, states: States) -> models.Assessment:
    """An open assessment of the Netherlands with one programme, nothing rated."""
    return models.Assessment.objects.get() if states.hold("burundi") else _open(cast)


@pytest.fixture
def programme(burundi: models.Assessment) -> models.Programme:
    """The one programme of `burundi`."""
    return burundi.programmes.get()


@pytest.fixture
def rating(burundi: models.Assessment) -> models.Rating:
    """The unrated rating of parliament's transparency."""
    return models.Rating.objects.select_related("criterion", "assessment").get(
        assessment=burundi, criterion__code="I5.G1"
    )


def _complete(cast: Cast) -> None:
    acting.rate_all(models.Assessment.objects.get(), by=cast.anna)


@pytest.fixture
def complete(burundi: models.Assessment, cast: Cast, states: States) -> models.Assessment:
    """`burundi` with every rating made by Anna."""
    if not states.hold("complete"):
        _complete(cast)
    burundi.refresh_from_db()
    return burundi


def _approve(cast: Cast) -> None:
    acting.submit_and_approve(models.Assessment.objects.get(), cast)


@pytest.fixture
def approved(complete: models.Assessment, cast: Cast, states: States) -> models.Assessment:
    """`complete`, submitted by Anna and approved by Marieke."""
    if not states.hold("approved"):
        _approve(cast)
    complete.refresh_from_db()
    return complete


def open_stepped(cast: Cast) -> models.Assessment:
    """Load the second version, and open an assessment on it."""
    version = file_writer.load(SECOND)[0]
    assessment = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014, framework=version)
    works_on = {version.activities.get(code=code): None for code in ("F2b", "F1a")}
    programmes.add(
        models.Programme(title="Police strand", budget=100, currency="EUR"), assessment, works_on, by=cast.anna
    )
    assessment.refresh_from_db()
    return assessment


@pytest.fixture
def stepped(cast: Cast, states: States) -> models.Assessment:
    """An open assessment like `burundi`, on the second version, whose criteria are judged by strands."""
    return models.Assessment.objects.get() if states.hold("stepped") else open_stepped(cast)


def client_of(person: Person) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def as_anna(cast: Cast) -> Client:
    """The assessor."""
    return client_of(cast.anna)


@pytest.fixture
def as_marieke(cast: Cast) -> Client:
    """The reviewer."""
    return client_of(cast.marieke)


@pytest.fixture
def as_sofia(cast: Cast) -> Client:
    """The other donor's assessor."""
    return client_of(cast.sofia)
