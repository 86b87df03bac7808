"""Need is asked at the start and at the end of the period: a rating says of which."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0038_plain_names'),
        ('frameworks', '0007_scale_twice'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rating',
            name='country_rates_a_criterion_once',
        ),
        migrations.AddField(
            model_name='historicalrating',
            name='moment',
            field=models.CharField(blank=True, choices=[('', 'In the period'), ('start', 'At the start of the period'), ('end', 'At the end of the period')], default='', editable=False, help_text='Of need, where its scale is asked at the start and at the end of the period.', max_length=5),
        ),
        migrations.AddField(
            model_name='rating',
            name='moment',
            field=models.CharField(blank=True, choices=[('', 'In the period'), ('start', 'At the start of the period'), ('end', 'At the end of the period')], default='', editable=False, help_text='Of need, where its scale is asked at the start and at the end of the period.', max_length=5),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.UniqueConstraint(condition=models.Q(('programme__isnull', True)), fields=('assessment', 'criterion', 'moment'), name='country_rates_a_criterion_once'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('moment__in', ['', 'start', 'end'])), name='rating_moment_is_known'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('moment', ''), ('programme__isnull', True), _connector='OR'), name='only_the_country_has_a_start_and_an_end'),
        ),
    ]
