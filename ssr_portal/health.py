"""Whether the application can do its work: for the load balancer and the operator, without a sign-in."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Write to the database through the cache and read it again; 200 when it holds."""
    cache.set("healthz", "ok", timeout=60)
    return JsonResponse({"database": cache.get("healthz") or "lost"})
