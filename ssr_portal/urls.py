"""Which address belongs to whom; the admin comes last. `/healthz` and `/readyz` are in `ssr_portal/upkeep/health.py`."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

handler500 = "ssr_portal.http.out_of_order.failed"
urlpatterns = [
    path("accounts/", include("ssr_portal.accounts.urls")),
    path("frameworks/", include("frameworks.urls")),
    path("", include("assessments.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
]
