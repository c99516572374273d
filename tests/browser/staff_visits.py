"""What staff open, and those whom staff ask: invitations, and forms of disclosure."""

from django.contrib import admin

from tests.browser.visit import Visit

_ADMIN = [
    Visit("/admin/", "staff"),
    Visit("/admin/certificates/certificate/?q=nobody", "staff"),
    Visit("/admin/courses/course/{courses_course}/history/", "staff"),
    Visit("/admin/courses/series/{courses_series}/delete/", "staff"),
    Visit("/admin/courses/series/add/", "staff"),
    Visit("/admin/courses/series/add/", "staff", press="Save"),
    Visit("/admin/accounts/user/add/", "staff"),
]
_TEAM = [
    Visit("/invitation/{team_token}/"),
    Visit("/invitation/{team_token}/", "plain"),
    Visit("/invitation/nonsense/", status=404),
    Visit("/accounts/second-factor/", "factorless"),
    Visit("/accounts/second-factor/", "codeless"),
    Visit("/admin/", "owner"),
    Visit("/admin/team/", "owner"),
    Visit("/admin/team/providers/{team_provider}/invite/", "owner"),
    Visit(
        "/admin/team/providers/{team_provider}/invite/",
        "owner",
        press="Send the invitation",
        status=400,
    ),
    Visit("/admin/team/members/{team_member}/", "owner"),
    Visit("/admin/team/people/{team_person}/reset/", "owner"),
    Visit("/admin/team/resets/{team_reset}/", "owner"),
    Visit("/admin/team/providers/add/", "staff"),
    Visit("/admin/team/providers/add/", "staff", press="Add the provider", status=400),
    Visit("/admin/audit/", "staff"),
    Visit("/admin/audit/?since=2026-02-02&until=2026-02-01", "owner", status=400),
]
_EDITOR = [
    Visit("/admin/editor/", "owner"),
    Visit("/admin/editor/{one}/about/", "owner"),
    Visit("/admin/editor/{one}/about/", "reviewer"),
    Visit("/admin/editor/{two}/about/", "owner"),
    Visit("/admin/editor/{one}/people/", "owner"),
    Visit("/admin/editor/{one}/video/", "owner"),
    Visit("/admin/editor/{one}/video/", "reviewer"),
    Visit("/admin/editor/{one}/video/{new_video}/poster/", "owner"),
    Visit("/admin/editor/{two}/video/", "owner"),
    Visit("/admin/editor/{one}/test/", "owner"),
    Visit("/admin/editor/{one}/evaluation/", "owner"),
    Visit("/admin/editor/{one}/credit/", "owner"),
    Visit("/admin/editor/{one}/review/", "owner"),
    Visit("/admin/editor/{one}/history/", "owner"),
    Visit("/admin/editor/{one}/handouts/", "owner"),
    Visit("/admin/editor/{one}/preview/", "owner"),
    Visit("/admin/editor/{one}/preview/?state=watching", "owner"),
    Visit("/admin/editor/{one}/preview/?state=testing", "owner"),
    Visit("/admin/editor/{one}/preview/?state=certificate", "owner"),
    Visit("/admin/editor/{one}/preview/?state=claim&profession=unknown", "owner"),
    Visit("/admin/editor/{one}/copy/", "owner"),
    Visit("/admin/editor/{one}/discard/", "owner"),
    Visit("/admin/editor/new/", "owner"),
]
_QUESTIONS = [
    Visit("/admin/editor/{two}/test/", "owner"),
    Visit("/admin/editor/{two}/test/", "reviewer"),
    Visit("/admin/editor/{two}/test/", "owner", press="Save settings"),
    Visit("/admin/editor/{two}/test/{two_test}/", "owner"),
    Visit("/admin/editor/{two}/test/questions/{question}/", "owner"),
    Visit("/admin/editor/{two}/test/questions/{question}/", "reviewer"),
    Visit("/admin/editor/{two}/test/import/", "owner"),
    Visit("/admin/editor/{two}/test/import/", "owner", press="Look through it", status=400),
    Visit("/admin/editor/{two}/evaluation/", "owner"),
    Visit("/admin/editor/{two}/evaluation/library/", "owner"),
    Visit(
        "/admin/editor/{two}/evaluation/library/",
        "owner",
        press="Take the chosen items",
        status=400,
    ),
    Visit("/admin/editor/{two}/evaluation/{two_evaluation}/", "owner"),
    Visit("/admin/editor/{two}/evaluation/items/{item}/", "owner"),
]
_TRACKS = [
    Visit("/admin/editor/{one}/video/{one_video}/tracks/", "owner"),
    Visit("/admin/editor/{one}/video/{one_video}/tracks/", "owner", press="Go on", status=400),
    Visit("/admin/editor/{one}/video/{one_video}/tracks/captions/en/", "owner"),
]
_PUBLISHING = [
    Visit("/admin/people/", "owner"),
    Visit("/admin/people/add/", "owner"),
    Visit("/admin/people/add/", "owner", press="Add this person", status=400),
    Visit("/admin/people/{asked_person}/", "owner"),
    Visit("/admin/people/{signer}/", "owner"),
    Visit("/admin/people/{signer}/", "reviewer"),
    Visit("/admin/people/disclosures/{disclosure}/", "owner"),
    Visit(
        "/admin/people/disclosures/{disclosure}/",
        "owner",
        press="Keep these decisions",
        status=400,
    ),
    Visit("{open_form}"),
    Visit("{open_form}", press="Sign and send", status=400),
    Visit("{open_form}", press="Add another relationship"),
    Visit("{signed_form}"),
    Visit("/disclosure/nonsense/", status=404),
    Visit("/admin/editor/{one}/people/", "owner", press="Add to the course", status=400),
    Visit("/admin/editor/{one}/people/", "reviewer"),
    Visit("/admin/editor/{unready}/review/", "owner"),
    Visit("/admin/editor/{one}/life/", "owner"),
    Visit("/admin/editor/{one}/life/", "owner", press="Record the review", status=400),
    Visit("/admin/publishing/", "owner"),
    Visit("/admin/publishing/", "reviewer"),
    Visit("/admin/providers/{provider}/publishing/", "owner"),
]
_REPORTS = [
    Visit("/admin/reports/", "owner"),
    Visit("/admin/reports/?since=2026-11-20&until=2026-11-01", "owner", status=400),
    Visit("/admin/reports-by-place/", "owner"),
    Visit("/admin/reports/{one}/", "owner"),
    Visit("/admin/reports/{one}/?profession=1&state=WY", "owner"),
    Visit("/admin/reports/{one}/totals/", "owner"),
    Visit("/admin/reports/{one}/watching/", "owner"),
    Visit("/admin/reports/{one}/test/", "owner"),
    Visit("/admin/reports/{one}/evaluation/", "owner"),
    Visit("/admin/reports/{one}/evaluation/comments/", "owner"),
]
_IMPORTS = [
    Visit("/admin/exports/", "owner"),
    Visit("/admin/exports/new/", "owner"),
    Visit("/admin/exports/new/?{dry_run}", "owner"),
    Visit("/admin/exports/new/?{totals}", "owner"),
    Visit("/admin/exports/new/?{wrong_days}", "owner", status=400),
    Visit("/admin/exports/{export}/", "owner"),
    Visit("/admin/exports/{export}/", "owner", press="Read the answer", status=400),
    Visit("/admin/exports/{under_way}/", "owner"),
    Visit("/admin/exports/{export}/replies/{reply}/", "owner"),
    Visit("/admin/imports/", "owner"),
    Visit("/admin/imports/history/new/{history_of}/", "owner"),
    Visit("/admin/imports/history/new/{history_of}/", "owner", press="Look through it", status=400),
    Visit("/admin/imports/history/{mapping_import}/columns/", "owner"),
    Visit("/admin/imports/history/{ready_import}/", "owner"),
    Visit("/admin/imports/history/{taken_import}/", "owner"),
]
_HELPING = [
    Visit("/admin/learners/", "staff"),
    Visit("/admin/learners/", "staff", press="Find", status=400),
    Visit("/admin/learners/past/{past_person}/", "owner"),
    Visit("/admin/learners/past/{past_person}/address/", "owner"),
    Visit(
        "/admin/learners/past/{past_person}/address/",
        "owner",
        press="Correct the address",
        status=400,
    ),
    Visit("/admin/learners/{holder_id}/", "staff"),
    Visit("/admin/learners/{failed_id}/?kind=test", "owner"),
    Visit("/admin/learners/{holder_id}/front-matter/{one_front_matter}/", "staff"),
    Visit("/admin/learners/{holder_id}/name/", "staff"),
    Visit("/admin/learners/{holder_id}/name/", "staff", press="Correct the name", status=400),
    Visit("/admin/learners/{holder_id}/certificates/{valid}/correct/", "staff"),
    Visit("/admin/learners/{holder_id}/certificates/{valid}/revoke/", "staff"),
    Visit("/admin/learners/certificates/{orphan}/revoke/", "staff"),
    Visit("/admin/learners/{holder_id}/courses/{one}/close/", "staff"),
    Visit("/admin/learners/{watching_id}/", "staff"),
    Visit("/admin/learners/{passed_id}/see/", "staff"),
    Visit(
        "/admin/learners/{passed_id}/see/",
        "staff",
        press="See the site as this learner",
        status=400,
    ),
    Visit("/dashboard/", "impersonating"),
    Visit("/courses/{one}/learn/", "impersonating"),
    Visit("/certificates/", "impersonating", status=403),
    Visit("/admin/learners/join/", "staff"),
    Visit("/admin/learners/join/{join_request}/decline/", "staff"),
    Visit("/admin/learners/join/{join_request}/decline/", "staff", press="Decline", status=400),
    Visit("/admin/learners/{passed_id}/merge/", "staff"),
    Visit("/admin/learners/{passed_id}/merge/", "staff", press="Compare", status=400),
    Visit("/admin/learners/{passed_id}/merge/", "staff", press="Compare with ada@second.example"),
    Visit("/admin/learners/{watching_id}/courses/{one}/exception/", "staff"),
    Visit(
        "/admin/learners/{watching_id}/courses/{one}/exception/",
        "staff",
        press="Ask for it",
        status=400,
    ),
    Visit("/admin/exceptions/{asked_exception}/withdraw/", "staff"),
    Visit("/admin/approvals/", "staff"),
    Visit("/admin/approvals/{asked_exception}/", "staff"),
    Visit("/admin/approvals/{asked_exception}/", "staff", press="Decline", status=400),
]


def _of_models() -> list[Visit]:
    visits = []
    for model in admin.site._registry:
        place = f"/admin/{model._meta.app_label}/{model._meta.model_name}"
        row = f"{{{model._meta.label_lower.replace('.', '_')}}}"
        visits += [Visit(f"{place}/", "staff"), Visit(f"{place}/{row}/change/", "staff")]
    return visits


STAFF_VISITS = [
    *_ADMIN,
    *_of_models(),
    *_TEAM,
    *_EDITOR,
    *_QUESTIONS,
    *_TRACKS,
    *_PUBLISHING,
    *_REPORTS,
    *_IMPORTS,
    *_HELPING,
]
