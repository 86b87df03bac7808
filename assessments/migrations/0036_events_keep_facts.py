"""What happened is kept as facts; older notes become facts where each word of them is known, and stay notes otherwise."""

import re

from django.db import migrations, models
from django_countries import countries

SHARED = re.compile(r"(?P<name>.*), (?P<how>with|without) evidence", re.DOTALL)
MOVED = re.compile(r"(.*), version (\d{1,9}) → (.*), version (\d{1,9})", re.DOTALL)


def into_facts(apps, _schema_editor):
    rows = apps.get_model("assessments", "event").objects.filter(kind__in=READ).exclude(note="")
    for row in rows.iterator():
        facts = READ[row.kind](row.note)
        if facts:
            row.facts, row.note = facts, ""
            row.save(update_fields=["facts", "note"])


def _shared(note):
    found = SHARED.fullmatch(note)
    return found and {"organisation": found["name"], "with_evidence": found["how"] == "with"}


def _moved(note):
    found = MOVED.fullmatch(note)
    if not found or note.count(" → ") > 1:
        return None
    return {"source": [found[1], int(found[2])], "target": [found[3], int(found[4])]}


def _country(note):
    codes = {name: code for code, name in countries}
    before, _arrow, after = note.partition(" → ")
    if before not in codes or after not in codes:
        return None
    return {"before": codes[before], "after": codes[after]}


READ = {"shared": _shared, "migrated": _moved, "moved_back": _moved, "country": _country}


def into_notes(apps, _schema_editor):
    for row in apps.get_model("assessments", "event").objects.exclude(facts={}).filter(kind__in=WRITTEN).iterator():
        row.note, row.facts = WRITTEN[row.kind](row.facts), {}
        row.save(update_fields=["facts", "note"])


def _words_of_shared(facts):
    return f"{facts['organisation']}, {'with' if facts['with_evidence'] else 'without'} evidence"


def _words_of_moved(facts):
    (before, old), (after, new) = facts["source"], facts["target"]
    return f"{before}, version {old} → {after}, version {new}"


def _words_of_country(facts):
    return f"{countries.name(facts['before'])} → {countries.name(facts['after'])}"


def _words_of_removed(facts):
    along = ", ".join(f"{count} {model}" for model, count in facts["along"])
    return f"{facts['record']}: {facts['title']}{f' ({along})' if along else ''}"


WRITTEN = {
    "shared": _words_of_shared,
    "migrated": _words_of_moved,
    "moved_back": _words_of_moved,
    "country": _words_of_country,
    "removed": _words_of_removed,
}


class Migration(migrations.Migration):
    dependencies = [("assessments", "0035_stamp")]

    operations = [
        migrations.AddField(
            "event",
            "facts",
            models.JSONField(
                blank=True, default=dict, help_text="What happened, as `models.happened` puts it in words."
            ),
        ),
        migrations.AlterField(
            "event",
            "note",
            models.TextField(blank=True, help_text="What a person wrote; of older lines also what happened."),
        ),
        migrations.RunPython(into_facts, into_notes),
    ]
