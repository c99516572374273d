"""Addresses of the desk's own pages, and of the invitation that leads to it."""

from django.urls import path

from staff.views import invitation

app_name = "staff"
urlpatterns = [
    path("invitation/<str:token>/", invitation.open_invitation, name="invitation"),
]
