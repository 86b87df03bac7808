"""PDFs on several assessments: asked for, followed, downloaded by whoever asked."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from assessments import access, models, tasks
from assessments.domain import papers
from assessments.queries import comparison, reports
from assessments.queries.portfolio import read_wanted
from assessments.views.reports import PDF, again, progress, sent
from ssr_portal.reference import regions
from ssr_portal.text.plain_text import one_line

Kind = models.CombinedReport.Kind


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a paper; asked for again while it is being made, it is made once."""
    kind, asked = request.POST.get("kind", ""), request.POST.get("asked", "")[:500]
    paper, new = papers.ask(kind, _canonical(request, kind, asked), by=request.user)
    if new:
        tasks.make_paper.enqueue(paper.pk)
    return redirect("paper", paper.pk)


def _canonical(request: HttpRequest, kind: str, asked: str) -> str:
    """What was asked for in its one form; 404 for what nobody can be shown."""
    found = QueryDict(asked)
    if kind == Kind.PORTFOLIO:
        return read_wanted(asked).written
    if kind == Kind.COUNTRY and found.get("code") in regions.OF:
        return urlencode({"code": found["code"]})
    if kind == Kind.COMPARISON:
        one, other = one_line(found.get("one", "")), one_line(found.get("other", ""))
        comparison.compare(request.user, one, other)  # 404 unless both may be read
        return urlencode({"one": one, "other": other})
    raise Http404


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the paper is."""
    paper = tasks.look_after(access.paper_to_read(request.user, pk))
    context = {"paper": paper, "waiting": reports.waiting(paper)}
    return progress(request, paper, "assessments/paper.html", "assessments/paper_standing.html", context)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Start over with a paper that was given up."""
    again(request, access.paper_to_read(request.user, pk))
    return redirect("paper", pk)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The stored file."""
    paper = access.paper_to_read(request.user, pk)
    return sent(paper, f"{paper.kind}.pdf", PDF) if paper.is_ready else redirect("paper", pk)
