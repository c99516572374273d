"""The learner's path up to the claim, and the endpoints of the player."""

from django.urls import path

from progress.views import accommodation, beat, evaluation, learn, test

app_name = "progress"
urlpatterns = [
    path("courses/<slug:slug>/start/", learn.start, name="start"),
    path("courses/<slug:slug>/terms/", learn.acknowledge, name="acknowledge"),
    path("courses/<slug:slug>/learn/", learn.learn, name="learn"),
    path("courses/<slug:slug>/learn/open/", beat.open_page, name="open-page"),
    path("courses/<slug:slug>/learn/adopt/", beat.adopt, name="adopt"),
    path("courses/<slug:slug>/test/", test.test, name="test"),
    path("courses/<slug:slug>/test/answer/", test.save_answer, name="answer"),
    path("courses/<slug:slug>/evaluation/", evaluation.evaluation, name="evaluation"),
    path(
        "courses/<slug:slug>/accommodation/",
        accommodation.accommodation,
        name="accommodation",
    ),
    path("watch/beat/", beat.beat, name="beat"),
]
