"""The framework to read: every version that has been published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from frameworks import models, queries


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The versions, newest first; a single one is shown at once by its link."""
    return render(request, "frameworks/index.html", {"versions": models.Framework.objects.readable()})


@require_safe
def show(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """One version: what it covers, the rules of its scales, and every criterion with its questions, strands and levels."""
    row = get_object_or_404(models.Framework.objects.readable(), code=code, version=version)
    framework = queries.framework_value(row)
    parts = [(part, framework.of_part(part.value), framework.scales_of(part.value)) for part in models.Criterion.Part]
    return render(request, "frameworks/show.html", {"row": row, "framework": framework, "parts": parts})
