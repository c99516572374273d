"""URLs of the public catalogue, and of the page of a course's handouts."""

from django.urls import path

from courses.views import handouts, public

app_name = "courses"
_COURSE = "admin/editor/<slug:slug>/"
urlpatterns = [
    path(f"{_COURSE}handouts/", handouts.handouts, name="edit-handouts"),
    path(f"{_COURSE}handouts/<int:handout_id>/remove/", handouts.remove, name="remove-handout"),
    path("courses/", public.course_list, name="list"),
]
