"""What was approved keeps its words: those of today for what was approved before, whose fingerprints stay what they are."""

from django.db import migrations, models
from django_countries import countries

TLP = "TLP:{}"
DEPTHS = {"rapid": "Rapid (desk, days)", "full": "Full"}


def copy_words(apps, schema_editor) -> None:
    """Write the present names and labels into every approved assessment; `proved` says that no fingerprint holds them."""
    Assessment, Comment = apps.get_model("assessments", "Assessment"), apps.get_model("assessments", "Comment")
    approved = Assessment.objects.filter(state="approved", words=None)
    related = ("organisation", "marking", "context", "opened_by", "submitted_by", "approved_by")
    for row in approved.select_related(*related).iterator():
        said = Comment.objects.filter(assessment=row).order_by().values_list("by", "by__name").distinct()
        words = {
            "proved": False,
            "organisation": row.organisation.name,
            "short_name": row.organisation.short_name,
            "country": countries.name(str(row.country)) or str(row.country),
            "neighbours": [countries.name(code) for code in _codes(row.context.neighbours)],
            "marking": row.marking.name if row.marking else "",
            "tlp": TLP.format(row.tlp),
            "depth": DEPTHS[row.depth],
            "opened_by": row.opened_by.name,
            "submitted_by": row.submitted_by.name,
            "approved_by": row.approved_by.name,
            "people": {str(pk): name for pk, name in said},
        }
        Assessment.objects.filter(pk=row.pk).update(words=words)


def _codes(neighbours) -> list[str]:
    return [str(getattr(each, "code", each)) for each in neighbours]


class Migration(migrations.Migration):
    dependencies = [("assessments", "0021_plain_words")]

    operations = [
        migrations.AddField("assessment", "words", models.JSONField(editable=False, null=True)),
        migrations.AddField("historicalassessment", "words", models.JSONField(editable=False, null=True)),
        migrations.RunPython(copy_words, migrations.RunPython.noop),
    ]
