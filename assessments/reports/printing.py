"""From an assessment and an outline to what the press prints."""

from assessments import models
from assessments.reports import country, pdf
from assessments.reports.outline import Outline, dossier_of
from assessments.reports.scorecard_json import scorecard_json


def print_job_of(assessment: models.Assessment, outline: Outline) -> pdf.PrintJob:
    """What the press needs to print the report; its identifier is the fingerprint."""
    dossier = dossier_of(assessment, outline)
    report = country.of(dossier, outline)
    return pdf.PrintJob(
        html=country.paper(report),
        identifier=report.fingerprint,
        variant=pdf.ARCHIVAL if outline.is_archive else pdf.UNIVERSAL,
        attached=scorecard_json(report) if outline.is_archive else "",
        at=report.made_at.isoformat(),
    )
