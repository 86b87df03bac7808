"""States of assessments are stamped; the stamps themselves are written after the migration (`assessments.stamps`)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0034_sample_reports")]

    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="stamp",
                        serialize=False,
                        to="assessments.assessment",
                    ),
                ),
                ("value", models.BigIntegerField(editable=False)),
            ],
        ),
    ]
