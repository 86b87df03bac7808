"""Only the present address of a person is theirs: rows of allauth that say otherwise go."""

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Lower


def forget(apps, _editor):
    """Drop rows whose address is not their person's."""
    rows = apps.get_model("account", "EmailAddress").objects
    rows.annotate(theirs=Lower("user__email"), this=Lower("email")).exclude(this=F("theirs")).delete()


def write_small(apps, _editor):
    """Addresses are written in small letters, so that they read as they are compared."""
    apps.get_model("accounts", "Person").objects.update(email=Lower("email"))


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0004_all_currencies"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RunPython(write_small, migrations.RunPython.noop),
    ]
