"""Addresses of the assessments: a reference, then a noun or a verb."""

from django.urls import path

from assessments.views import assessments, dashboard, presence, records, reports, scoring, sharing, versions, workflow

urlpatterns = [
    path("", dashboard.show, name="dashboard"),
    path("shared/<str:reference>/", sharing.shared, name="shared"),
    path("versions/<slug:code>/<int:version>/difference/", versions.difference, name="version-difference"),
    path("versions/<slug:code>/<int:version>/report/", versions.preview_report, name="version-preview-report"),
    path("versions/<slug:code>/<int:version>/report/pdf/", versions.preview_pdf, name="version-preview-pdf"),
    path("versions/<slug:code>/<int:version>/form/<slug:part>/", versions.preview_form, name="version-preview"),
    path("assessments/new/", assessments.new, name="assessment-new"),
    path("assessments/<str:reference>/", assessments.show, name="overview"),
    path("assessments/<str:reference>/facts/", assessments.facts, name="facts"),
    path("assessments/<str:reference>/version/", versions.move, name="version-move"),
    path("assessments/<str:reference>/version/undo/", versions.undo, name="version-undo"),
    path("assessments/<str:reference>/correct/", assessments.correct, name="correct"),
    path("assessments/<str:reference>/context/change/", records.context, name="context-change"),
    path("assessments/<str:reference>/score/programme/<int:pk>/", scoring.programme, name="score-programme"),
    path("assessments/<str:reference>/score/<slug:part>/", scoring.part, name="score-part"),
    path("assessments/<str:reference>/pulse/<slug:stretch>/", presence.pulse, name="pulse"),
    path("assessments/<str:reference>/ratings/<int:pk>/", scoring.rating, name="rating"),
    path("assessments/<str:reference>/ratings/<int:pk>/save/", scoring.rating_save, name="rating-save"),
    path("assessments/<str:reference>/move/<slug:name>/", workflow.move, name="move"),
    path("assessments/<str:reference>/share/", sharing.manage, name="share"),
    path("assessments/<str:reference>/report/", reports.preview, name="report"),
    path("assessments/<str:reference>/report/pdf/", reports.ask, name="report-ask"),
    path("assessments/<str:reference>/report/<int:pk>/", reports.file, name="report-file"),
    path("assessments/<str:reference>/report/<int:pk>/again/", reports.retry, name="report-retry"),
    path("assessments/<str:reference>/report/<int:pk>/download/", reports.download, name="report-download"),
    path("assessments/<str:reference>/actions/<int:pk>/progress/", workflow.progress, name="progress"),
    path("assessments/<str:reference>/<slug:name>/", records.section, name="section"),
    path("assessments/<str:reference>/<slug:noun>/new/", records.add, name="record-add"),
    path("assessments/<str:reference>/<slug:noun>/<int:pk>/", records.change, name="record-change"),
    path("assessments/<str:reference>/<slug:noun>/<int:pk>/remove/", records.remove, name="record-remove"),
]
