"""A scale says whether it is asked at the start and at the end of the period."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('frameworks', '0006_colours_follow_the_part'),
    ]

    operations = [
        migrations.AddField(
            model_name='scale',
            name='twice',
            field=models.BooleanField(default=False, help_text='Only of need, on a scale of best fit: each criterion then has two ratings of the country.', verbose_name='asked at the start and at the end of the period'),
        ),
    ]
