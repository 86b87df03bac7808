from django.db import migrations, models
from django.db.models import F, Q


def say_what_was_a_draft(apps, schema_editor):
    """What a paper shows of its own organisation was a draft where the approval came after the printing, or not yet."""
    items = apps.get_model("assessments", "PaperItem").objects.filter(is_shared=False)
    before = Q(assessment__approved_at=None) | Q(paper__made_at__lt=F("assessment__approved_at"))
    items.filter(before).update(is_draft=True)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0026_country_corrected")]

    operations = [
        migrations.AddField(
            model_name="paperitem",
            name="is_draft",
            field=models.BooleanField(default=False, help_text="As it stood before its approval."),
        ),
        migrations.RunPython(say_what_was_a_draft, migrations.RunPython.noop),
    ]
