import uuid

from django.db import migrations, models

FILES = ("bundle", "combinedreport", "report")


class Migration(migrations.Migration):
    """Why something was not made, as a code with what its words name; and a key for addresses, which tells no number of rows."""

    dependencies = [("assessments", "0030_combined_reports")]

    operations = [
        *(
            operation
            for model in (*FILES, "bundleitem")
            for operation in (
                migrations.AddField(model, "failure", models.CharField(max_length=10, blank=True, help_text="A code of `Failure`.")),
                migrations.AddField(model, "failure_params", models.JSONField(default=dict, blank=True)),
            )
        ),
        *(migrations.AddField(model, "uuid", models.UUIDField(null=True, default=uuid.uuid4)) for model in FILES),
    ]
