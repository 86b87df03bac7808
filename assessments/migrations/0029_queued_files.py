from django.db import migrations


def renamed(old, new):
    """A step that gives what waits for a worker the other name of its state."""

    def rename(apps, _editor):
        for name in ("Bundle", "Paper", "Report"):
            apps.get_model("assessments", name).objects.filter(state=old).update(state=new)

    return rename


class Migration(migrations.Migration):
    dependencies = [("assessments", "0028_names_of_generated_files")]

    operations = [migrations.RunPython(renamed("asked", "queued"), renamed("queued", "asked"))]
