"""Addresses of the catalogue, of what a video is read by, and of media."""

from django.urls import path

from courses.views import public as views

app_name = "courses"
urlpatterns = [
    path("courses/", views.course_list, name="list"),
    path("courses/<slug:slug>/transcript/", views.transcript_page, name="transcript"),
    path("courses/<slug:slug>/transcript.txt", views.transcript_file, name="transcript-file"),
    path(
        "courses/<slug:slug>/captions/<int:video_id>/<slug:language>.vtt",
        views.text_track,
        {"kind": "captions"},
        name="captions",
    ),
    path(
        "courses/<slug:slug>/chapters/<int:video_id>/<slug:language>.vtt",
        views.text_track,
        {"kind": "chapters"},
        name="chapters",
    ),
    path(
        "courses/<slug:slug>/descriptions/<int:video_id>/<slug:language>.vtt",
        views.text_track,
        {"kind": "descriptions"},
        name="descriptions",
    ),
    path("media/<path:name>", views.media, name="media"),
]
