from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0018_currencies_and_rates'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rate__isnull', True), ('rate_base', ''), ('rate_date__isnull', True), ('rate_quote', '')), models.Q(('rate__gt', 0), ('rate_date__isnull', False), models.Q(('rate_base', ''), _negated=True), models.Q(('rate_quote', ''), _negated=True)), _connector='OR'), name='exchange_rate_has_date_and_currencies', violation_error_message='An exchange rate is greater than 0 and has its date and its two currencies.'),
        ),
    ]
