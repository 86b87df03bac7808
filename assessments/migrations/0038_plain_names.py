"""Columns and tables by the names of what they hold, and remarks by the word of the glossary; no row changes."""

import django.db.models.deletion
from django.db import migrations, models

TO_CONFIRM = "what_is_confirmed_stands_on_its_criterion"


class Migration(migrations.Migration):

    dependencies = [
        ("assessments", "0037_languages_of_files"),
        ("frameworks", "0004_changes_as_codes"),
    ]

    operations = [
        migrations.RemoveConstraint("rating", TO_CONFIRM),
        migrations.RenameField("rating", "given_on", "previous_criterion"),
        migrations.RenameField("historicalrating", "given_on", "previous_criterion"),
        migrations.AddConstraint(
            "rating",
            models.CheckConstraint(
                condition=models.Q(previous_criterion__isnull=True) | models.Q(to_confirm=True), name=TO_CONFIRM
            ),
        ),
        migrations.AlterModelOptions(
            "comment", {"ordering": ["at", "pk"], "verbose_name": "remark", "verbose_name_plural": "remarks"}
        ),
        migrations.AlterField("comment", "text", models.TextField(blank=True, verbose_name="remark")),
        migrations.RemoveConstraint("digest", "one_digest_for_each_edition"),
        migrations.RenameModel("Digest", "StoredFigures"),
        migrations.AlterField(
            "storedfigures",
            "assessment",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stored_figures",
                to="assessments.assessment",
            ),
        ),
        migrations.AddConstraint(
            "storedfigures",
            models.UniqueConstraint(fields=["assessment", "edition"], name="figures_of_each_edition_stand_once"),
        ),
    ]
