"""Sources of what is approved were never asked for their interest: they count as they did, and their reports say no word of it."""

from django.db import migrations

NOT_KNOWN, NOT_ASKED = "", "unasked"


def count_as_before(apps, schema_editor):
    """The history goes with them, so that it tells the same."""
    _write(apps, schema_editor, NOT_KNOWN, NOT_ASKED)


def forget(apps, schema_editor):
    """Before this, no source said anything of it."""
    _write(apps, schema_editor, NOT_ASKED, NOT_KNOWN)


def _write(apps, schema_editor, old, new):
    alias = schema_editor.connection.alias
    approved = apps.get_model("assessments", "Assessment").objects.using(alias).filter(state="approved").values("pk")
    for name in ("Evidence", "HistoricalEvidence"):
        rows = apps.get_model("assessments", name).objects.using(alias)
        rows.filter(assessment__in=approved, interest=old).update(interest=new)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0040_interest_of_evidence")]

    operations = [migrations.RunPython(count_as_before, forget)]
