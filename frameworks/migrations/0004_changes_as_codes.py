"""The history of versions keeps codes instead of words; lines whose words are none of these stay as they were written."""

import re

from django.db import migrations, models

SECTIONS = {
    "framework": "The version itself",
    "scales": "Scales",
    "pillars": "Pillars",
    "institutions": "Institutions",
    "characteristics": "Characteristics of good governance",
    "fields": "Fields of activity",
    "activities": "Activities",
    "considerations": "Considerations for donors",
    "recommendations": "Recommendations to donors",
    "governance": "Governance",
    "need": "Need",
    "contribution": "Contribution",
    "practice": "Practice",
    "policy": "Policy",
}
TEXTS = {
    "Name": "name",
    "Description": "description",
    "Scoring rule": "scoring_rule",
    "Source": "source",
    "Definition": "definition",
    "Bodies to think of": "bodies",
    "Indicators to consider": "indicators",
    "Text": "text",
    "Look for": "look_for",
    "Pillar": "pillar",
    "Track": "track",
    "Field": "field",
    "Weight": "weight",
    "Scale": "scale",
    "Institution": "institution",
    "Characteristic": "characteristic",
    "Activity": "activity",
    "Consideration": "consideration",
    "Recommendation": "recommendation",
    "Levels": "levels",
    "CRS purpose codes": "crs_codes",
    "Place in the order": "order",
}
NUMBERED = re.compile(r"(Level|Question) (\d+)")
VERSION = re.compile(r"(.*), version (\d{1,9})", re.DOTALL)


def into_codes(apps, _schema_editor):
    changes = apps.get_model("frameworks", "Change").objects
    for row in changes.iterator():
        if version := VERSION.fullmatch(row.name):
            row.name, row.number = version[1], int(version[2])
        _take_section_out(row)
        row.what = _code(row.what)
        row.save(update_fields=["name", "number", "section", "piece", "what"])


def _take_section_out(row):
    """Where the words are not those of its section, they stay, and no section is put before them again."""
    start = f"{SECTIONS.get(row.section)}: "
    if row.piece.startswith(start):
        row.piece = row.piece.removeprefix(start)
    else:
        row.section = ""


def _code(words):
    if numbered := NUMBERED.fullmatch(words):
        return f"{numbered[1].lower()}-{numbered[2]}"
    return TEXTS.get(words, words)


def into_words(apps, _schema_editor):
    words = {code: text for text, code in TEXTS.items()}
    changes = apps.get_model("frameworks", "Change").objects
    for row in changes.iterator():
        if row.number is not None:
            row.name = f"{row.name}, version {row.number}"
        if row.section:
            row.piece = f"{SECTIONS[row.section]}: {row.piece}"[:420]
        name, _dash, number = row.what.partition("-")
        row.what = f"{name.capitalize()} {number}" if number.isdigit() else words.get(row.what, row.what)
        row.save(update_fields=["name", "piece", "what"])


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0003_longer_level_names")]

    operations = [
        migrations.RenameField("change", "version", "name"),
        migrations.AddField(
            "change",
            "number",
            models.PositiveIntegerField(help_text="The version's number; none where the name has it.", null=True),
        ),
        migrations.AlterField(
            "change",
            "what",
            models.CharField(
                blank=True, help_text="Which of its texts, as `frameworks.labels` knows it.", max_length=60
            ),
        ),
        migrations.RunPython(into_codes, into_words),
    ]
