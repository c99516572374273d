"""URLs of the disclosure form, and of the staff pages about people."""

from django.urls import path

from disclosure.views import disclosure, people

app_name = "disclosure"
urlpatterns = [
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
