"""The account pages of ours; sign-in and everything like it are allauth's, mounted beside them."""

from django.urls import URLPattern

app_name = "accounts"
urlpatterns: list[URLPattern] = []
