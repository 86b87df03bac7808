"""Strands, steps and signs; a scale says how a level is chosen on it and what a high one means."""

import django.db.models.deletion
from django.db import migrations, models


def say_what_need_is(apps, _schema_editor):
    """Every scale so far is stepped and good when high, but that of need."""
    apps.get_model("frameworks", "Scale").objects.filter(code="need").update(kind="best_fit", high="grave")


class Migration(migrations.Migration):

    dependencies = [
        ('frameworks', '0004_changes_as_codes'),
    ]

    operations = [
        migrations.AddField(
            model_name='criterion',
            name='note',
            field=models.TextField(blank=True, help_text='What the justification says in a sentence, though no strand decides it.', verbose_name='note'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='rapid',
            field=models.BooleanField(default=False, help_text='Part of the fixed, shorter set of criteria.', verbose_name='asked in a rapid assessment'),
        ),
        migrations.AddField(
            model_name='scale',
            name='high',
            field=models.CharField(choices=[('good', 'good'), ('grave', 'grave')], default='good', help_text='Colours follow it.', max_length=5, verbose_name='a high level is'),
        ),
        migrations.AddField(
            model_name='scale',
            name='kind',
            field=models.CharField(choices=[('stepped', 'stepped'), ('best_fit', 'best fit')], default='stepped', help_text='Stepped: a higher level includes the lower ones. Best fit: the description that fits best.', max_length=8, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='scale',
            name='rule',
            field=models.TextField(blank=True, help_text="How a level is chosen on this scale; where it is empty, the version's scoring rule stands alone.", verbose_name='rule'),
        ),
        migrations.CreateModel(
            name='Strand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Stable across versions: answers travel by it.', max_length=2, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('name', models.CharField(help_text='One noun that can be looked at: a law, a report, a count, a visit.', max_length=200, verbose_name='name')),
                ('question', models.TextField(blank=True, help_text='It says whom to ask or where to look.', verbose_name='question')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='strands', to='frameworks.criterion', verbose_name='criterion')),
            ],
            options={
                'verbose_name': 'strand',
                'verbose_name_plural': 'strands',
                'ordering': ['criterion', 'position', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.PositiveSmallIntegerField(verbose_name='step')),
                ('text', models.TextField(verbose_name='text')),
                ('strand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='frameworks.strand', verbose_name='strand')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ['strand', 'value'],
            },
        ),
        migrations.CreateModel(
            name='Sign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='text')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signs', to='frameworks.criterion', verbose_name='criterion')),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signs', to='frameworks.scalelevel', verbose_name='level')),
            ],
            options={
                'verbose_name': 'sign',
                'verbose_name_plural': 'signs',
                'ordering': ['criterion', 'level'],
                'constraints': [models.UniqueConstraint(fields=('criterion', 'level'), name='level_has_one_sign')],
            },
        ),
        migrations.AddConstraint(
            model_name='strand',
            constraint=models.UniqueConstraint(fields=('criterion', 'code'), name='strand_code_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('strand', 'value'), name='step_stands_once_on_its_strand'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('value__range', (1, 9))), name='step_is_one_to_nine'),
        ),
        migrations.RunPython(say_what_need_is, migrations.RunPython.noop),
    ]
