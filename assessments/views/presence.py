"""The pulse of an open scoring page: it says where it is, and hears who else is and what changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from assessments import access
from assessments.domain import presence
from assessments.queries.presence import news
from ssr_portal.http.requests import PortalRequest
from ssr_portal.text.plain_text import whole_number

MOST_KNOWN = 200


@require_POST
def pulse(request: PortalRequest, reference: str, stretch: str) -> HttpResponse:
    """Note that an assessor has this stretch open; answer with the news about it."""
    seat = access.seat(request.user, reference)
    presence.report(seat, stretch[:40])
    page = news(seat, stretch[:40], _known(request.POST.get("known", "")))
    return render(request, "assessments/scoring/news.html", {"page": page})


def _known(text: str) -> dict[int, int]:
    """Ratings and their revisions as the page knows them, written 12:3 15:0; what is not written so is passed over."""
    pairs = [each.split(":", 1) for each in text.split()[:MOST_KNOWN] if ":" in each]
    numbers = [(whole_number(key), whole_number(revision)) for key, revision in pairs]
    return {key: revision for key, revision in numbers if key is not None and revision is not None}
