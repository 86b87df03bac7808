import uuid

from django.db import migrations, models
from django.db.models import Q

FILES = {"bundle": "bundle", "combinedreport": "combined_report", "report": "report"}


class Migration(migrations.Migration):
    dependencies = [("assessments", "0032_failures_from_words")]

    operations = [
        *(migrations.RemoveField(model, "why") for model in FILES),
        migrations.RemoveField("bundleitem", "fault"),
        *(
            migrations.AlterField(
                model,
                "uuid",
                models.UUIDField(
                    default=uuid.uuid4, unique=True, editable=False, help_text="Names it in addresses."
                ),
            )
            for model in FILES
        ),
        *(
            migrations.AddConstraint(
                model,
                models.CheckConstraint(condition=~Q(state="failed") | ~Q(failure=""), name=f"failed_{name}_says_why"),
            )
            for model, name in FILES.items()
        ),
    ]
