"""Addresses of the readable framework."""

from django.urls import path

from frameworks import views

urlpatterns = [
    path("", views.index, name="frameworks"),
    path("<slug:code>/<int:version>/", views.show, name="framework"),
]
