"""Times on pages: one rule, and the zone is named."""

from datetime import UTC, datetime

from django.template import Context, Template
from django.test import override_settings
from django.utils import timezone

from tests.conftest import client_of

AT = datetime(2026, 7, 3, 22, 38, tzinfo=UTC)


def shown(text: str) -> str:
    return Template(text).render(Context({"at": AT, "never": None}))


def test_a_time_names_its_zone() -> None:
    assert shown("{{ at|moment }}") == "3 July 2026, 22:38 UTC"
    assert shown("{{ never|moment }}") == "–"
    assert shown("{% when at %}") == '<time datetime="2026-07-03T22:38:00+00:00">3 July 2026, 22:38 UTC</time>'
    assert shown("{% when at clock=True %}") == '<time datetime="2026-07-03T22:38:00+00:00" data-clock>22:38 UTC</time>'


@override_settings(TIME_ZONE="Europe/Amsterdam")
def test_it_is_the_zone_of_the_server() -> None:
    timezone.deactivate()
    assert shown("{{ at|moment }}") == "4 July 2026, 00:38 CEST"


def test_the_timeline_names_the_zone(cast, burundi) -> None:
    event = burundi.events.get(kind="opened")
    page = client_of(cast.anna).get(f"/assessments/{burundi.reference}/history/").content.decode()
    assert f"{timezone.localtime(event.at):%H:%M} UTC</time>" in page
