"""Addresses of imports: one list, and the same pages for each kind."""

from django.urls import path

from imports import views
from imports.kinds import kinds

app_name = "imports"
urlpatterns = [
    path("admin/imports/", views.imports, name="imports"),
    *(pattern for kind in kinds() for pattern in views.ImportPages(kind).patterns()),
]
