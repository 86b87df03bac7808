from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What was called a paper, as a page size is: a report on several assessments."""

    dependencies = [("assessments", "0029_queued_files")]

    operations = [
        migrations.RemoveConstraint("paperitem", "printed_once_in_a_paper"),
        migrations.RemoveConstraint("paper", "ready_paper_has_its_file"),
        migrations.RenameModel("Paper", "CombinedReport"),
        migrations.RenameModel("PaperItem", "CombinedReportItem"),
        migrations.RenameField("combinedreportitem", "paper", "report"),
        migrations.RenameIndex(
            "combinedreport", old_name="paper_made_before", new_name="combined_report_made_before"
        ),
        migrations.AddConstraint(
            "combinedreport",
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(file=""), name="ready_combined_report_has_its_file"
            ),
        ),
        migrations.AddConstraint(
            "combinedreportitem",
            models.UniqueConstraint(fields=["report", "assessment"], name="printed_once_in_a_combined_report"),
        ),
    ]
