"""URLs of the public catalogue, the disclosure form, and the pages about people."""

from django.urls import path

from courses.views import disclosure, handouts, people, public

app_name = "courses"
_COURSE = "admin/editor/<slug:slug>/"
urlpatterns = [
    path(f"{_COURSE}handouts/", handouts.handouts, name="edit-handouts"),
    path(f"{_COURSE}handouts/<int:handout_id>/remove/", handouts.remove, name="remove-handout"),
    path("courses/", public.course_list, name="list"),
    path("disclosure/<str:token>/", disclosure.disclose, name="disclose"),
    path("admin/people/", people.people, name="people"),
    path("admin/people/add/", people.add, name="add-person"),
    path("admin/people/<int:person_id>/", people.person, name="person"),
    path("admin/people/<int:person_id>/ask/", people.ask, name="ask-disclosure"),
    path(
        "admin/people/requests/<int:disclosure_request_id>/",
        people.close_request,
        name="close-disclosure",
    ),
]
