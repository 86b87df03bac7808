"""An assessment may be a demonstration; of those that stand, nobody knows, so none is."""

from django.db import migrations, models

IS_ONE = models.BooleanField(
    default=False,
    help_text=(
        "Tick this to show the portal or to learn: what stands in it is invented. Every page and paper then says so, it is never "
        "counted or compared with real assessments, and the tick is never taken off."
    ),
    verbose_name="demonstration",
)


class Migration(migrations.Migration):

    dependencies = [("assessments", "0046_looked_back")]

    operations = [
        migrations.RemoveConstraint("assessment", "one_assessment_for_country_and_period"),
        migrations.AddField("assessment", "is_demonstration", IS_ONE),
        migrations.AddField("historicalassessment", "is_demonstration", IS_ONE),
        migrations.AddConstraint(
            "assessment",
            models.UniqueConstraint(
                condition=models.Q(("state", "given_up"), _negated=True),
                fields=(
                    "organisation",
                    "country",
                    "period_start",
                    "period_end",
                    "revision_number",
                    "is_demonstration",
                ),
                name="one_assessment_for_country_and_period",
                violation_error_message="Your organisation has an assessment of this country and period already.",
            ),
        ),
    ]
