"""Which address belongs to whom."""

from django.urls import path

urlpatterns: list = []
