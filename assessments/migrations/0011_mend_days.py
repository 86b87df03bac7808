"""Days that nobody can have meant are moved to the nearest that can be, before the database refuses them.

Nothing is changed in silence: each row that is moved gets a line in its history, and its assessment one in its timeline that
gives the day as it was. Days of approved assessments are moved too, since a list fails on them whoever reads it; the files that
were printed of them stay as they are. A period of more than 20 years is shortened while its assessment is open.
"""

from datetime import date, timedelta

from django.db import migrations, models
from django.db.models import F, Q
from django.utils import timezone

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
MOST_DAYS = 7305
DAYS = {
    "assessment": ("period_start", "period_end", "valid_until"),
    "action": ("due_on",),
    "assignment": ("due_on", "reminded_on"),
    "consultation": ("held_on",),
    "evidence": ("dated",),
    "indicator": ("baseline_date", "target_date", "latest_date"),
    "programme": ("starts_on", "ends_on", "rate_date"),
}
REASON = "A day outside 1900 to 2100 was moved"


def mend(apps, _schema_editor):
    """Move what is outside; shorten what is too long."""
    for model, names in DAYS.items():
        rows = apps.get_model("assessments", model)
        outside = Q()
        for name in names:
            outside |= Q(**{f"{name}__lt": EARLIEST}) | Q(**{f"{name}__gt": LATEST})
        for row in rows.objects.filter(outside):
            _move(apps, row, {name: _nearest(getattr(row, name)) for name in names})
    open_ones = apps.get_model("assessments", "assessment").objects.exclude(state="approved")
    for row in open_ones.filter(supersedes=None, period_end__year__gte=F("period_start__year") + 20):
        if (row.period_end - row.period_start).days > MOST_DAYS:
            _move(apps, row, _shortened(row))


def _nearest(day):
    return day and min(max(day, EARLIEST), LATEST)


def _shortened(row):
    """Of a period whose start was impossible, the end is what was meant; of all others the start."""
    most = timedelta(days=MOST_DAYS - 1)
    if row.period_start == EARLIEST:
        return {"period_start": row.period_end - most}
    return {"period_end": row.period_start + most}


def _move(apps, row, wanted):
    before = {name: getattr(row, name) for name in wanted if getattr(row, name) != wanted[name]}
    for name in before:
        setattr(row, name, wanted[name])
    is_assessment = row._meta.model_name == "assessment"
    if is_assessment:
        _make_room(row)
    row.save(update_fields=[*before, *(["period_end"] if is_assessment else [])])
    _remember(apps, row)
    owner = row if is_assessment else row.assessment
    words = ", ".join(f"{row._meta.get_field(name).verbose_name}: {day} -> {getattr(row, name)}" for name, day in before.items())
    what = "" if is_assessment else f"{row._meta.verbose_name} {row.pk}, "
    event = apps.get_model("assessments", "event")
    event.objects.create(assessment=owner, kind="mended", note=f"{what}{words}", judged_revision=owner.revision)
    apps.get_model("assessments", "digest").objects.filter(assessment=owner).delete()


def _make_room(row):
    """Two periods that end on the same day now would be one assessment twice: the later one ends a day earlier."""
    others = type(row).objects.exclude(pk=row.pk).filter(
        organisation=row.organisation, country=row.country, revision_number=row.revision_number
    )
    while others.filter(period_start=row.period_start, period_end=row.period_end).exists():
        row.period_end -= timedelta(days=1)


def _remember(apps, row):
    past = apps.get_model("assessments", f"historical{row._meta.model_name}")
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    known = {field.attname for field in past._meta.concrete_fields}
    past.objects.create(
        **{name: value for name, value in kept.items() if name in known},
        history_date=timezone.now(),
        history_type="~",
        history_change_reason=REASON,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0010_earlier_references'),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('opened', 'Opened'), ('copied', 'Opened as a copy'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('taken_up', 'Taken up again'), ('approved', 'Approved'), ('reported', 'Report stored'), ('shared', 'Shared'), ('unshared', 'No longer shared'), ('migrated', 'Moved to another framework version'), ('mended', 'Impossible dates mended'), ('moved_back', 'Moved back to the framework version before')], max_length=10),
        ),
        migrations.RunPython(mend, migrations.RunPython.noop),
    ]
