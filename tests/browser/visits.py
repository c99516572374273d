"""Every page of the portal, in each of its states: who opens which address, and what is pressed there."""

from dataclasses import dataclass

from django.contrib import admin


@dataclass(frozen=True)
class Visit:
    """One page. `who` names a person of `everything` ("" is a visitor); `press` a button to press on it.

    `path` is filled in with `Everything.places`. What is judged is the page after the press.
    """

    path: str
    who: str = ""
    status: int = 200
    press: str = ""

    @property
    def is_admin(self) -> bool:
        return self.path.startswith("/admin/") and self.status in {200, 400}

    @property
    def is_error(self) -> bool:
        """Drawn without a session: such a page cannot know who is signed in."""
        return self.status in {403, 429, 500} or self.path == "/nowhere/"

    @property
    def is_signed_in(self) -> bool:
        return bool(self.who) and self.who not in HALF_SIGNED_IN and not self.is_error

    def __str__(self) -> str:
        return " ".join(filter(None, [self.path, self.who, self.press]))


HALF_SIGNED_IN = {"signing-up", "signing-in", "resetting", "new-password", "second-factor"}
_PUBLIC = [
    Visit("/"),
    Visit("/", "watching"),
    Visit("/courses/"),
    Visit("/courses/", "holder"),
    Visit("/courses/{one}/"),
    Visit("/courses/{one}/", "newcomer"),
    Visit("/courses/{one}/", "watching"),
    Visit("/courses/{one}/", "holder"),
    Visit("/courses/{old}/"),
    Visit("/courses/{one}/transcript/"),
    Visit("/courses/{one}/learn/"),
    Visit("/help/"),
    Visit("/help/", "newcomer"),
    Visit("/privacy/"),
    Visit("/accessibility/"),
    Visit("/verify/"),
    Visit("/verify/", press="Verify", status=400),
    Visit("/verify/{valid_code}/"),
    Visit("/verify/{superseded_code}/"),
    Visit("/verify/{revoked_code}/"),
    Visit("/verify/ABCD-EFGH-JKLM-NPQR/", status=404),
    Visit("/verify/mistyped/", status=404),
]
_PATH = [
    Visit("/courses/{one}/learn/", "starting"),
    Visit("/courses/{one}/learn/", "watching"),
    Visit("/courses/{one}/learn/", "watched"),
    Visit("/courses/{one}/learn/", "closed"),
    Visit("/courses/{one}/learn/", "holder"),
    Visit("/courses/{one}/test/", "newcomer"),
    Visit("/courses/{one}/test/", "watching"),
    Visit("/courses/{one}/test/", "watched"),
    Visit("/courses/{one}/test/", "testing"),
    Visit("/courses/{one}/test/", "testing", press="Submit answers", status=400),
    Visit("/courses/{one}/test/", "failed"),
    Visit("/courses/{strict}/test/", "exhausted"),
    Visit("/courses/{one}/test/", "passed"),
    Visit("/courses/{one}/evaluation/", "watched"),
    Visit("/courses/{one}/evaluation/", "passed"),
    Visit("/courses/{one}/evaluation/", "passed", press="Submit evaluation", status=400),
    Visit("/courses/{one}/evaluation/", "evaluated"),
    Visit("/courses/{one}/claim/", "newcomer"),
    Visit("/courses/{one}/claim/", "watching"),
    Visit("/courses/{one}/claim/", "evaluated"),
    Visit("/courses/{one}/claim/", "evaluated", press="Claim credit", status=400),
    Visit("/courses/{one}/claim/", "unknown"),
    Visit("/courses/{one}/claim/", "closed"),
    Visit("/courses/{old}/claim/", "late"),
]
_PAPERS = [
    Visit("/dashboard/", "newcomer"),
    Visit("/dashboard/", "watching"),
    Visit("/dashboard/", "unknown"),
    Visit("/dashboard/", "holder"),
    Visit("/certificates/", "newcomer"),
    Visit("/certificates/", "holder"),
    Visit("/certificates/{valid}/", "holder"),
    Visit("/certificates/{superseded}/", "holder"),
    Visit("/certificates/{corrected}/", "holder"),
    Visit("/certificates/{revoked}/", "holder"),
    Visit("/certificates/{revoked}.pdf", "holder", status=410),
    Visit("/certificates/{valid}/", "staff"),
    Visit("/certificates/{valid}/name/", "holder"),
    Visit("/certificates/{valid}/name/", "holder", press="Issue it again", status=400),
    Visit("/certificates/{valid}/credit/", "holder"),
    Visit("/certificates/{valid}/credit/", "holder", press="Issue it again", status=400),
    Visit("/transcript/", "newcomer"),
    Visit("/transcript/", "holder"),
]
_ACCOUNT = [
    Visit("/accounts/login/"),
    Visit("/accounts/login/", press="Sign in"),
    Visit("/accounts/signup/"),
    Visit("/accounts/signup/", press="Create account"),
    Visit("/accounts/confirm-email/", "signing-up"),
    Visit("/accounts/confirm-email/", "signing-up", press="Confirm"),
    Visit("/accounts/login/code/confirm/", "signing-in"),
    Visit("/accounts/password/reset/"),
    Visit("/accounts/password/reset/", press="Send me a code"),
    Visit("/accounts/password/reset/confirm/", "resetting"),
    Visit("/accounts/password/reset/complete/", "new-password"),
    Visit("/accounts/password/reset/done/"),
    Visit("/accounts/inactive/"),
    Visit("/accounts/2fa/authenticate/", "second-factor"),
    Visit("/accounts/logout/", "plain"),
    Visit("/accounts/profile/", "plain"),
    Visit("/accounts/delete/", "plain"),
    Visit("/accounts/data/", "plain"),
    Visit("/accounts/reporting/", "plain"),
    Visit("/accounts/reporting/", "keeper"),
    Visit("/accounts/reporting/about-you/", "keeper"),
    Visit("/accounts/reporting/about-you/", "plain", press="Save"),
    Visit("/accounts/reporting/licences/add/", "keeper"),
    Visit("/accounts/reporting/licences/add/", "plain", press="Add licence", status=400),
    Visit("/accounts/reporting/boards/", "keeper"),
    Visit("/accounts/reporting/to/pars/", "keeper"),
    Visit("/accounts/reporting/to/ce-broker/", "keeper"),
    Visit("/accounts/reporting/to/ce-broker/", "keeper", press="Agree", status=400),
    Visit("/accounts/email/", "keeper"),
    Visit("/accounts/email/", "keeper", press="Add address"),
    Visit("/accounts/password/set/", "plain"),
    Visit("/accounts/password/set/", "plain", press="Set a password"),
    Visit("/accounts/password/change/", "keeper"),
    Visit("/accounts/confirm/", "plain"),
    Visit("/accounts/confirm/", "asked"),
    Visit("/accounts/reauthenticate/", "keeper"),
    Visit("/accounts/2fa/", "plain"),
    Visit("/accounts/2fa/", "keeper"),
    Visit("/accounts/2fa/reauthenticate/", "keeper"),
    Visit("/accounts/2fa/totp/activate/", "plain"),
    Visit("/accounts/2fa/totp/deactivate/", "keeper"),
    Visit("/accounts/2fa/recovery-codes/", "keeper"),
    Visit("/accounts/2fa/recovery-codes/generate/", "keeper"),
    Visit("/accounts/2fa/webauthn/", "plain"),
    Visit("/accounts/2fa/webauthn/", "keeper"),
    Visit("/accounts/2fa/webauthn/add/", "plain"),
    Visit("/accounts/2fa/webauthn/reauthenticate/", "keeper"),
    Visit("/accounts/2fa/webauthn/keys/{key}/edit/", "keeper"),
    Visit("/accounts/2fa/webauthn/keys/{key}/remove/", "keeper"),
]
_HOUSE = [
    Visit("/dev/mail/"),
    Visit("/dev/mail/{letter}/"),
    Visit("/nowhere/", status=404),
    Visit("/errors/forbidden/", status=403),
    Visit("/errors/too-many/", status=429),
    Visit("/errors/broken/", status=500),
    Visit("/admin/accounts/user/", "rightless", status=403),
    Visit("/accounts/login/", "forger", press="Sign in", status=403),
]
_ADMIN = [
    Visit("/admin/", "staff"),
    Visit("/admin/password_change/", "staff"),
    Visit("/admin/certificates/certificate/?q=nobody", "staff"),
    Visit("/admin/courses/course/{courses_course}/history/", "staff"),
    Visit("/admin/courses/series/{courses_series}/delete/", "staff"),
    Visit("/admin/courses/course/add/", "staff"),
    Visit("/admin/courses/course/add/", "staff", press="Save"),
    Visit("/admin/accounts/user/add/", "staff"),
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
_IMPORTS = [
    Visit("/certificates/{reportable}/", "reportable"),
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
    Visit("/admin/imports/", "owner", press="Look through the file", status=400),
    Visit("/admin/imports/{ready_import}/", "owner"),
    Visit("/admin/imports/{faulty_import}/", "owner"),
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

_HELPING = [
    Visit("/admin/learners/", "staff"),
    Visit("/admin/learners/", "staff", press="Find", status=400),
    Visit("/admin/learners/{holder_id}/", "staff"),
    Visit("/admin/learners/{failed_id}/?kind=test", "owner"),
    Visit("/admin/learners/{holder_id}/front-matter/{one_front_matter}/", "staff"),
    Visit("/admin/learners/{holder_id}/name/", "staff"),
    Visit("/admin/learners/{holder_id}/name/", "staff", press="Correct the name", status=400),
    Visit("/admin/learners/{holder_id}/certificates/{valid}/correct/", "staff"),
    Visit("/admin/learners/{holder_id}/certificates/{valid}/revoke/", "staff"),
    Visit("/admin/learners/{holder_id}/courses/{one}/close/", "staff"),
    Visit("/admin/learners/{watching_id}/", "staff"),
    Visit("/admin/learners/{passed_id}/see/", "staff"),
    Visit(
        "/admin/learners/{passed_id}/see/",
        "staff",
        press="See the site as this learner",
        status=400,
    ),
    Visit("/dashboard/", "seeing"),
    Visit("/courses/{one}/learn/", "seeing"),
    Visit("/certificates/", "seeing", status=403),
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
    Visit("/courses/{one}/accommodation/", "testing"),
    Visit("/courses/{one}/accommodation/", "watching"),
    Visit("/courses/{one}/accommodation/", "reader"),
    Visit("/courses/{one}/accommodation/", "reader", press="I have read it", status=400),
    Visit("/courses/{one}/accommodation/", "starting", press="Send the request", status=400),
    Visit("/courses/{one}/learn/", "reader"),
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


def _of_models() -> list[Visit]:
    visits = []
    for model in admin.site._registry:
        place = f"/admin/{model._meta.app_label}/{model._meta.model_name}"
        row = f"{{{model._meta.label_lower.replace('.', '_')}}}"
        visits += [Visit(f"{place}/", "staff"), Visit(f"{place}/{row}/change/", "staff")]
    return visits


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


VISITS = [
    *_TEAM,
    *_PUBLIC,
    *_PATH,
    *_PAPERS,
    *_ACCOUNT,
    *_HOUSE,
    *_ADMIN,
    *_EDITOR,
    *_QUESTIONS,
    *_TRACKS,
    *_IMPORTS,
    *_REPORTS,
    *_of_models(),
    *_PUBLISHING,
    *_HELPING,
]

# What answers no page: files, data, and addresses that only take what is sent to them.
NOT_PAGES = {
    "admin/audit.csv",
    "admin/team/invitations/<int:invitation_id>/resend/",
    "admin/team/invitations/<int:invitation_id>/withdraw/",
    "admin/team/members/<int:membership_id>/remove/",
    "admin/people/<int:person_id>/ask/",
    "admin/people/requests/<int:disclosure_request_id>/",
    "admin/people/disclosures/<int:disclosure_id>/second-look/",
    "admin/editor/<slug:slug>/people/add/",
    "admin/editor/<slug:slug>/people/<int:role_id>/",
    "admin/editor/<slug:slug>/publish/",
    "admin/editor/<slug:slug>/publish/withdraw/",
    "admin/editor/<slug:slug>/life/reviewed/",
    "admin/editor/<slug:slug>/life/retire/",
    "admin/publishing/<int:publish_request_id>/",
    "admin/editor/<slug:slug>/test/act/",
    "admin/editor/<slug:slug>/test/<int:assessment_id>/<slug:format>/",
    "admin/editor/<slug:slug>/test/import/questions.csv",
    "admin/editor/<slug:slug>/test/questions/new/",
    "admin/editor/<slug:slug>/test/questions/<int:question_id>/act/",
    "admin/editor/<slug:slug>/evaluation/act/",
    "admin/editor/<slug:slug>/evaluation/items/new/",
    "admin/editor/<slug:slug>/evaluation/items/<int:item_id>/act/",
    "admin/learners/<int:user_id>/mails/<int:mail_id>/",
    "admin/exceptions/<int:exception_id>/forward/",
    "admin/learners/see/stop/",
    "courses/<slug:slug>/transcript.txt",
    "courses/<slug:slug>/captions/<int:video_id>/<slug:language>.vtt",
    "courses/<slug:slug>/chapters/<int:video_id>/<slug:language>.vtt",
    "courses/<slug:slug>/descriptions/<int:video_id>/<slug:language>.vtt",
    "media/<path:name>",
    "admin/editor/<slug:slug>/video/upload/",
    "admin/upload/<uuid:upload_id>/",
    "admin/editor/<slug:slug>/video/state/",
    "admin/editor/<slug:slug>/video/upload/<uuid:upload_id>/remove/",
    "admin/editor/<slug:slug>/video/preparation/<int:preparation_id>/again/",
    "admin/editor/<slug:slug>/video/preparation/<int:preparation_id>/remove/",
    "admin/editor/<slug:slug>/video/<int:video_id>/use/",
    "admin/editor/<slug:slug>/video/<int:video_id>/discard/",
    "admin/editor/<slug:slug>/video/<int:video_id>/copy-tracks/",
    "admin/editor/<slug:slug>/video/<int:video_id>/confirm-tracks/",
    "admin/editor/<slug:slug>/video/<int:video_id>/tracks/<slug:kind>/<slug:language>/remove/",
    "admin/editor/<slug:slug>/video/<int:video_id>/listen/",
    "admin/exports/<int:export_id>/file/",
    "admin/exports/<int:export_id>/discard/",
    "admin/exports/<int:export_id>/reply/",
    "admin/imports/<uuid:import_id>/faults.csv",
    "admin/imports/<uuid:import_id>/start/",
    "admin/imports/<uuid:import_id>/discard/",
    "courses/<slug:slug>/start/",
    "courses/<slug:slug>/learn/open/",
    "courses/<slug:slug>/learn/adopt/",
    "courses/<slug:slug>/test/answer/",
    "watch/beat/",
    "transcript.csv",
    "transcript.pdf",
    "accounts/start-over/",
    "accounts/data.json",
    "accounts/reporting/licences/<int:licence_id>/remove/",
    "accounts/reporting/to/<slug:destination>/withdraw/",
    "accounts/2fa/recovery-codes/download/",
    "accounts/2fa/webauthn/login/",
    "admin/editor/<slug:slug>/<slug:step>/draft/",
    "admin/editor/<slug:slug>/<slug:step>/draft/discard/",
    "admin/editor/<slug:slug>/handouts/<int:handout_id>/remove/",
    "admin/editor/<slug:slug>/preview.pdf",
    "admin/editor/<slug:slug>/preview/<slug:kind>/<int:video_id>/<slug:language>.vtt",
    "healthz",
    "readyz",
}
