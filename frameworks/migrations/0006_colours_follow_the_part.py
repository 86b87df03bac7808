"""Colours of levels follow the part and no longer the scale: the field does not promise it any more."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('frameworks', '0005_strands'),
    ]

    operations = [
        migrations.AlterField(
            model_name='scale',
            name='high',
            field=models.CharField(choices=[('good', 'good'), ('grave', 'grave')], default='good', max_length=5, verbose_name='a high level is'),
        ),
    ]
