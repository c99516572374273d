"""Whatever is kept of a learner is in the file they download, or here with the reason why it is not."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from portal.my_data import data_of
from tests import factories
from tests.reporting.people import earn, export, learner_of, make_reported_course

pytestmark = pytest.mark.django_db

_WORK = "What somebody did as staff belongs to the provider's records, as the page says."
LEFT_OUT = {
    "account.EmailConfirmation": "Never written: a code confirms an address.",
    "accounts.User_user_permissions": "Never written: rights come from roles and groups.",
    "authoring.CourseDraft": _WORK,
    "courses.CreditOffer": _WORK,
    "courses.DisclosureFormEvent": _WORK,
    "courses.DisclosureRequest": _WORK,
    "courses.Judgement": _WORK,
    "courses.NothingToDisclose": _WORK,
    "imports.Import": _WORK,
    "providers.MembershipEvent": _WORK,
    "providers.OwnerAnswer": _WORK,
    "publishing.CourseChange": _WORK,
    "publishing.CourseReview": _WORK,
    "publishing.PublishRequest": _WORK,
    "reporting.Export": _WORK,
    "video.Upload": _WORK,
}
# No relation leads to these, so the test below cannot find them: progress.EvaluationResponse and
# analytics.Comment (evaluations are anonymous), sessions.Session (secrets; what is shown of them is in the file),
# and all counts of analytics.


def test_what_is_kept_of_a_learner_is_in_the_file_or_left_out_for_a_reason() -> None:
    read = tables_read()
    undecided, found = [], set()
    for model in of_a_person(read):
        if model._meta.label in LEFT_OUT:
            found.add(model._meta.label)
        elif model._meta.db_table not in read and not is_history_of_work(model):
            undecided.append(model._meta.label)
    assert undecided == [], "Put it into portal/my_data, or into LEFT_OUT with the reason."
    assert found == LEFT_OUT.keys(), "No relation to a person any more: strike it."


def tables_read() -> set[str]:
    """Return the tables that the file of a learner with a bit of everything is made from."""
    course = make_reported_course()
    user = learner_of(earn(course))
    factories.make_past_credit(provider=course.series.provider, learner=user)
    export(course)
    with CaptureQueriesContext(connection) as queries:
        data_of(user, now=factories.NOW)
    said = " ".join(query["sql"] for query in queries)
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if f'"{model._meta.db_table}"' in said
    }


def of_a_person(read: set[str]) -> Iterator[type[Model]]:
    """Yield every model with a relation to a user, or to a model of which the file has the rows."""
    reached: list[type[Model]] = [User]
    for known in reached:
        yield known
        if known._meta.label in LEFT_OUT or known._meta.db_table not in read:
            continue
        reached += [
            model
            for model in apps.get_models(include_auto_created=True)
            if model not in reached and not model._meta.proxy and leads_to(model, known)
        ]


def leads_to(model: type[Model], known: type[Model]) -> bool:
    return any(
        field.is_relation and not field.auto_created and field.related_model is known
        for field in model._meta.get_fields()
    )


def is_history_of_work(model: Any) -> bool:
    """Say whether a table of history is that of a model that is left out itself."""
    tracked = getattr(model, "pgh_tracked_model", None)
    return tracked is not None and tracked._meta.label in LEFT_OUT


def test_the_number_of_queries_does_not_grow_with_what_somebody_did() -> None:
    counts = []
    user = factories.make_user()
    for _ in range(3):
        for _course in range(2):
            enrolment = factories.passed(user=user)
            enrolment.attempts.create(assessment=enrolment.assessment, number=2, seed=2)
        with CaptureQueriesContext(connection) as queries:
            data_of(user, now=factories.NOW)
        counts.append(len(queries))
    assert counts[1] == counts[2]
