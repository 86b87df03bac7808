"""Notes that the program wrote become facts, and back: each where every word of it is known, and no other."""

from django.core.management import call_command
from django.db import connection

from assessments import models
from frameworks.models import Change, Framework
from tests import acting
from tests.conftest import Cast

FACTS = {
    "shared": {"organisation": "Sida, with evidence", "with_evidence": False},
    "migrated": {"source": ["OECD → NATO", 1], "target": ["OECD", 2]},
    "moved_back": {"source": ["OECD", 2], "target": ["OECD", 1]},
    "country": {"before": "BI", "after": "RW"},
}
NOTES = {
    "shared": "Sida, with evidence, without evidence",
    "migrated": "OECD → NATO, version 1 → OECD, version 2",
    "moved_back": "OECD, version 2 → OECD, version 1",
    "country": "Burundi → Rwanda",
}


def test_events_and_changes_go_into_codes_and_back(committed) -> None:
    cast = Cast()
    assessment = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014)
    of_events = {"assessment": assessment, "judged_revision": 0, "by": cast.anna}
    events = {kind: models.Event.objects.create(kind=kind, facts=facts, **of_events) for kind, facts in FACTS.items()}
    assert {kind: event.told for kind, event in events.items()} == NOTES
    framework = Framework.objects.get(code="oecd-ssr", version=1)
    of_changes = {"framework": framework, "name": "OECD", "number": 1, "section": "need", "kind": "reworded"}
    level = Change.objects.create(piece="F3 Law", what="level-4", **of_changes)
    order = Change.objects.create(piece="F3 Law", what="order", **of_changes)

    call_command("migrate", "assessments", "0035", verbosity=0)
    call_command("migrate", "frameworks", "0003", verbosity=0)
    with connection.cursor() as rows:
        rows.execute("SELECT kind, note FROM assessments_event WHERE kind <> 'opened'")
        assert dict(rows.fetchall()) == NOTES
        rows.execute("SELECT version, piece, what FROM frameworks_change WHERE section = 'need' ORDER BY id")
        assert rows.fetchall() == [
            ("OECD, version 1", "Need: F3 Law", "Level 4"),
            ("OECD, version 1", "Need: F3 Law", "Place in the order"),
        ]
        rows.execute("UPDATE frameworks_change SET piece = 'Besoin : F3' WHERE what = 'Place in the order'")
    call_command("migrate", verbosity=0)

    kept = dict(models.Event.objects.exclude(facts={}).values_list("kind", "facts"))
    assert kept == {kind: facts for kind, facts in FACTS.items() if kind != "migrated"}
    unclear = models.Event.objects.get(kind="migrated")  # a name with an arrow in it: nobody guesses
    assert (unclear.facts, unclear.told) == ({}, NOTES["migrated"])
    level.refresh_from_db()
    order.refresh_from_db()
    assert (level.version, level.item, level.text) == ("OECD, version 1", "Need: F3 Law", "Level 4")
    assert (order.section, order.item, order.what) == ("", "Besoin : F3", "order")
