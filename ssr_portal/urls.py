"""Which address belongs to whom; the admin comes last."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from ssr_portal import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("accounts/", include("ssr_portal.accounts.urls")),
    path("frameworks/", include("frameworks.urls")),
    path("", include("assessments.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
]
