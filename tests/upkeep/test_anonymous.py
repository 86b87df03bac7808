"""A request without a sign-in writes nothing into the database, whatever its address; counters of failed sign-ins apart."""

import re

import pytest
from django.db import connection
from django.test import Client

from tests.house.test_house import every_url

CACHE = "ssr_portal_cache"  # where failed sign-ins and asked-for reset links are counted
VALUES = {"reference": "NL-BI-2014", "name": "evidence", "kind": "csv", "noun": "risk", "part": "policy", "code": "BI"}


def addresses() -> list[str]:
    """Every address of the resolver, with values that name something where they can."""
    found = []
    for pattern, _view in every_url():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: VALUES.get(match[1], "1"), pattern)
        if not re.search(r"[\\^$()?]", path):
            found.append("/" + path)
    return sorted(set(found))


def rows() -> dict[str, int]:
    tables = [name for name in connection.introspection.table_names() if name != CACHE]
    with connection.cursor() as cursor:
        counted = {}
        for name in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 - our own tables
            counted[name] = cursor.fetchone()[0]
    return counted


@pytest.mark.parametrize("htmx", [False, True])
def test_anonymous_requests_write_nothing(burundi, *, htmx: bool) -> None:
    client = Client(raise_request_exception=True, headers={"HX-Request": "true"} if htmx else {})
    typed = {"kept_for": "1:forged", "sent_once": "x:y", "what": "typed", "login": "", "email": "", "password": "x"}
    before = rows()
    walked = addresses()
    assert len(walked) > 60
    for path in walked:
        client.get(path)
        client.post(path, typed)
    client.post("/no/such/page/", typed)
    assert rows() == before
