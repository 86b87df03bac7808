import uuid

from django.db import migrations

# By how a stored sentence began. What cannot be told any more is a fault.
WORDS = {
    "time": ("Laying it out took more than", "Preparing it took more than"),
    "memory": ("Laying it out took more memory", "Preparing it took more memory"),
    "disk": ("The server had no room for the file", "The server has no space left for the file"),
    "forbidden": ("You may no longer read what this was to show",),
    "overtaken": ("The assessment was changed while this waited",),
    "unrecorded": ("It was made before papers kept a record",),
}
FILES = ("Bundle", "CombinedReport", "Report")
SECONDS = {"seconds": 120}


def code(words):
    """The code that stands for a stored sentence."""
    return next((code for code, starts in WORDS.items() if words.startswith(starts)), "fault")


def to_codes(apps, _editor):
    """Give every row its code, and every file its key."""
    for name in FILES:
        model = apps.get_model("assessments", name)
        for row in model.objects.only("pk", "why", "state").iterator():
            failure = code(row.why) if row.why else "lost" if row.state == "failed" else ""
            params = SECONDS if failure == "time" else {}
            model.objects.filter(pk=row.pk).update(uuid=uuid.uuid4(), failure=failure, failure_params=params)
    items = apps.get_model("assessments", "BundleItem").objects
    for pk, words in items.exclude(fault="").values_list("pk", "fault"):
        failure = code(words)
        items.filter(pk=pk).update(failure=failure, failure_params=SECONDS if failure == "time" else {})


def to_words(apps, _editor):
    """Back to sentences: how each begins. What was lost had none."""
    for name, column in (*((name, "why") for name in FILES), ("BundleItem", "fault")):
        rows = apps.get_model("assessments", name).objects
        for failure in rows.exclude(failure__in=["", "lost"]).values_list("failure", flat=True).distinct():
            words = WORDS.get(failure, ("The press met a fault. The operator's log says which.",))[0]
            rows.filter(failure=failure).update(**{column: words})


class Migration(migrations.Migration):
    dependencies = [("assessments", "0031_failures_as_codes")]

    operations = [migrations.RunPython(to_codes, to_words)]
