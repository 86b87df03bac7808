"""The start of a period says which level of the end before it was handed on to it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0045_interest_not_asked'),
        ('frameworks', '0007_scale_twice'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalrating',
            name='handed_on',
            field=models.PositiveSmallIntegerField(blank=True, editable=False, help_text='Of a start: the level that the assessment before said of its end, where that was taken over.', null=True),
        ),
        migrations.AddField(
            model_name='rating',
            name='handed_on',
            field=models.PositiveSmallIntegerField(blank=True, editable=False, help_text='Of a start: the level that the assessment before said of its end, where that was taken over.', null=True),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('handed_on__isnull', True), ('moment', 'start'), _connector='OR'), name='only_a_start_was_handed_on'),
        ),
    ]
