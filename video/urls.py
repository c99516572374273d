"""URLs of transcripts, text tracks and media, and of the staff pages for recordings and tracks."""

from django.urls import path

from video.views import poster, preparations, public, tracks, uploads

app_name = "video"
_COURSE = "admin/editor/<slug:slug>/"
urlpatterns = [
    path("courses/<slug:slug>/transcript/", public.transcript_page, name="transcript"),
    path("courses/<slug:slug>/transcript.txt", public.transcript_file, name="transcript-file"),
    path(
        "courses/<slug:slug>/captions/<int:video_id>/<slug:language>.vtt",
        public.text_track,
        {"kind": "captions"},
        name="captions",
    ),
    path(
        "courses/<slug:slug>/chapters/<int:video_id>/<slug:language>.vtt",
        public.text_track,
        {"kind": "chapters"},
        name="chapters",
    ),
    path(
        "courses/<slug:slug>/descriptions/<int:video_id>/<slug:language>.vtt",
        public.text_track,
        {"kind": "descriptions"},
        name="descriptions",
    ),
    path("media/<path:name>", public.media, name="media"),
    path(f"{_COURSE}video/upload/", uploads.start_upload, name="start-upload"),
    path("admin/upload/<uuid:upload_id>/", uploads.upload, name="upload"),
    path(
        f"{_COURSE}video/upload/<uuid:upload_id>/remove/",
        preparations.drop_upload,
        name="drop-upload",
    ),
    path(
        f"{_COURSE}video/preparation/<int:preparation_id>/again/",
        preparations.retry_preparation,
        name="retry-preparation",
    ),
    path(
        f"{_COURSE}video/preparation/<int:preparation_id>/remove/",
        preparations.remove_preparation,
        name="remove-preparation",
    ),
    path(f"{_COURSE}video/<int:video_id>/poster/", poster.poster, name="poster"),
    path(f"{_COURSE}video/<int:video_id>/tracks/", tracks.tracks, name="edit-tracks"),
    path(
        f"{_COURSE}video/<int:video_id>/tracks/<slug:kind>/<slug:language>/",
        tracks.edit_track,
        name="edit-track",
    ),
    path(
        f"{_COURSE}video/<int:video_id>/tracks/<slug:kind>/<slug:language>/remove/",
        tracks.remove_track,
        name="remove-track",
    ),
    path(f"{_COURSE}video/<int:video_id>/listen/", tracks.listen, name="listen"),
]
