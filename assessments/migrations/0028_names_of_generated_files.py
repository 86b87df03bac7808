from django.db import migrations, models

FILES = ("bundle", "paper", "report")
STATES = [("queued", "Being prepared"), ("ready", "Ready"), ("failed", "Failed"), ("cancelled", "Cancelled")]


class Migration(migrations.Migration):
    """Columns named after what they hold: both times are rewritten, when it is queued again and while a worker is at it."""

    dependencies = [("assessments", "0027_papers_remember_drafts")]

    operations = [
        operation
        for model in FILES
        for operation in (
            migrations.RenameField(model, "asked_at", "queued_at"),
            migrations.RenameField(model, "begun_at", "heartbeat_at"),
            migrations.AlterModelOptions(model, options={"ordering": ["-queued_at"]}),
            migrations.AlterField(
                model, "state", models.CharField(max_length=9, choices=STATES, default="queued")
            ),
        )
    ]
