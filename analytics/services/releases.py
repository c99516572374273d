"""Releasing evaluations: five or more at a time, so that no report ever covers fewer (DOMAIN §10.3)."""

from collections import Counter
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from analytics.models import EvaluationRelease, OptionCount
from analytics.models.evaluation import SMALLEST_GROUP
from courses.models import EvaluationForm
from progress.models import EvaluationResponse

# Number, options and texts are from one snapshot: a response sent meanwhile waits for the next release.
# An answer is an index, a list of indexes, or text. A comment's key is a hash with its response's key: no
# text is taken twice, and the order reveals nothing.
_TALLY = """
WITH response AS (
    SELECT key, answers FROM progress_evaluationresponse WHERE form_id = %(form)s
), taken AS (
    INSERT INTO analytics_comment (id, item_id, text)
    SELECT md5(response.key::text || item.key)::uuid, item.id, response.answers ->> item.key
    FROM response JOIN courses_evaluationitem AS item ON item.form_id = %(form)s
        AND item.kind = 'text' AND btrim(response.answers ->> item.key) <> ''
    ORDER BY 1
    ON CONFLICT (id) DO NOTHING
)
SELECT NULL, NULL, count(*) FROM response
UNION ALL
SELECT item.id, place::int, count(*)
FROM response
JOIN courses_evaluationitem AS item ON item.form_id = %(form)s
    AND item.kind <> 'text' AND response.answers ? item.key
CROSS JOIN LATERAL jsonb_array_elements_text(
    CASE jsonb_typeof(response.answers -> item.key)
        WHEN 'array' THEN response.answers -> item.key
        ELSE jsonb_build_array(response.answers -> item.key) END
) AS place
GROUP BY item.id, place
"""


def release_evaluations(*, now: datetime) -> int:
    """Release the waiting responses of each version that has five or more; return how many.

    Safe to repeat, and to run in several workers at once. Responses are not marked: the number
    waiting is the number of all responses less the number released.
    """
    totals = dict(EvaluationResponse.objects.order_by().values_list("form").annotate(n=Count("*")))
    released = dict(
        EvaluationRelease.objects.order_by().values_list("form").annotate(n=Sum("responses"))
    )
    waiting = [
        form for form, total in totals.items() if total - released.get(form, 0) >= SMALLEST_GROUP
    ]
    forms = EvaluationForm.objects.select_related("course__series__provider").in_bulk(waiting)
    return sum(_release(form, now) for form in forms.values())


@transaction.atomic
def _release(form: EvaluationForm, now: datetime) -> int:
    """Add waiting responses to this month's release. The form's row is locked, so none is added twice."""
    EvaluationForm.objects.select_for_update(no_key=True).get(pk=form.pk)
    before = form.releases.aggregate(n=Coalesce(Sum("responses"), 0))["n"]
    if EvaluationResponse.objects.filter(form=form).count() - before < SMALLEST_GROUP:
        return 0  # another worker was faster
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, {"form": form.pk})
        (_, _, total), *rows = cursor.fetchall()
    chosen = Counter({(item, option): count for item, option, count in rows})
    month = form.course.series.provider.day_of(now).replace(day=1)
    _add(form, month, total - before, chosen - _counted(form))
    return int(total - before)


def _counted(form: EvaluationForm) -> Counter[tuple[int, int]]:
    rows = OptionCount.objects.filter(release__form=form).order_by().values_list("item", "option")
    return Counter({(item, option): n for item, option, n in rows.annotate(n=Sum("count"))})


def _add(
    form: EvaluationForm, month: date, responses: int, chosen: Counter[tuple[int, int]]
) -> None:
    release, created = EvaluationRelease.objects.get_or_create(
        form=form, month=month, defaults={"responses": responses}
    )
    if not created:
        EvaluationRelease.objects.filter(pk=release.pk).update(responses=F("responses") + responses)
    OptionCount.objects.bulk_create(
        [
            OptionCount(release=release, item_id=item, option=option, count=0)
            for item, option in chosen
        ],
        ignore_conflicts=True,
    )
    for (item, option), count in chosen.items():
        OptionCount.objects.filter(Q(release=release, item=item, option=option)).update(
            count=F("count") + count
        )
