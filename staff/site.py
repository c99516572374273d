"""The admin site: Django's own, behind a second factor, with our menu on every page."""

from functools import wraps
from typing import Any, NamedTuple

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LogoutView
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import DataError, transaction
from django.db.models import BinaryField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.days import portal_zone
from accounts.input import row_number
from accounts.kept_posts import is_lost
from accounts.second_factor import opens_staff_pages
from providers.pending_post import ask_for_proof, keep_for_owner, offer_pending_post
from providers.rights import Right, may


class StandsOddInput:
    """A table that answers 400, and does not break, where an address or a choice is nothing it can hold."""

    model: Any

    def lookup_allowed(self, lookup: str, *args: Any) -> bool:
        """Also refuse a way through what is no table, such as the history of all tables at once, and to look
        for the bytes of a file: what is typed is text.
        """
        first = lookup.partition("__")[0]
        fields = {field.name: field for field in self.model._meta.get_fields()}
        table = fields[first].related_model if first in fields else None
        held = (table is None or table._meta.concrete_model._meta.managed) and not isinstance(
            fields.get(first), BinaryField
        )
        return held and bool(super().lookup_allowed(lookup, *args))  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            for key in request.POST.getlist("_selected_action"):
                self.model._meta.pk.to_python(key)
            if request.method == "POST":
                return super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]
            with transaction.atomic():
                return super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]
        except (ValidationError, DataError) as odd:
            raise BadRequest(str(odd)) from odd


class NamesCredit:
    """A table whose forms, of rows and of the rows below them, take credit only by its full name."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        # Imported here because it needs models, and the admin site is created before they are loaded.
        from courses.forms.credit_names import naming_credit_in_full

        return naming_credit_in_full(super().get_form(*args, **kwargs))  # type: ignore[misc]

    def get_formsets_with_inlines(self, *args: Any) -> Any:
        from courses.forms.credit_names import naming_credit_in_full

        for formset, inline in super().get_formsets_with_inlines(*args):  # type: ignore[misc]
            formset.form = naming_credit_in_full(formset.form)
            yield formset, inline


def _row_on_site(request: HttpRequest, content_type_id: str, object_id: str) -> Any:
    """Lead to a row's page, as Django does; what is no table has no rows, and looking breaks."""
    # Imported here because the admin site is created before models are loaded.
    from django.contrib.contenttypes.models import ContentType
    from django.contrib.contenttypes.views import shortcut

    kind = get_object_or_404(ContentType, pk=row_number(content_type_id)).model_class()
    if kind is None or not kind._meta.managed:
        raise Http404
    return shortcut(request, content_type_id, object_id)


def _by_the_portals_clock(view: Any) -> Any:
    """Let Django's own tables write and read times in the portal's zone; the page itself is drawn inside it."""

    @wraps(view)
    def timed(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with timezone.override(portal_zone()):
            response = view(request, *args, **kwargs)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    return timed


class StaffSite(AdminSite):
    """Django's admin, for staff who have used a second factor in this session."""

    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        is_shortcut = view.__module__ == "django.contrib.contenttypes.views"
        shown = _by_the_portals_clock(_row_on_site if is_shortcut else view)
        guarded = super().admin_view(shown, cacheable)
        of_a_table = isinstance(getattr(view, "__self__", None), ModelAdmin)
        return self._keeps_posts(guarded) if of_a_table else guarded

    def _keeps_posts(self, guarded: Any) -> Any:
        """Make a table's page keep what is sent without a session or a proof, as all staff pages do."""

        @wraps(guarded)
        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if is_lost(request):
                return self.when_lost(request)
            if self.has_permission(request):
                return offer_pending_post(request) or guarded(request, *args, **kwargs)
            if request.method == "POST" and super(StaffSite, self).has_permission(request):
                return ask_for_proof(request)
            return guarded(request, *args, **kwargs)

        return view

    def when_lost(self, request: HttpRequest) -> HttpResponse:
        """Keep what was sent to a table's page without its session; read by `portal.views.csrf_failure`."""
        return keep_for_owner(request, lambda user: user.is_staff)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register a table, ours or a library's, so that it stands odd input and names credit in full."""
        kind = admin_class or ModelAdmin
        names = {"__module__": kind.__module__, "__doc__": kind.__doc__}
        kind = type(kind.__name__, (NamesCredit, StandsOddInput, kind), names)
        super().register(model_or_iterable, kind, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and opens_staff_pages(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Redirect to the sign-in that all use, or to the second factor; never take a password here.

        Django's form would try one for anybody's address, past the limits and the second step.
        """
        here = get_next_redirect_url(request) or reverse("admin:index")
        if self.has_permission(request):
            return redirect(here)
        if not request.user.is_authenticated:
            return redirect(reverse("account_login", query={"next": here}))
        if not request.user.is_staff:
            raise PermissionDenied
        return redirect(reverse("accounts:second-factor", query={"next": here}))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Sign out as everywhere."""
        return LogoutView.as_view()(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Redirect to the page for it: limited, told by mail, and ending the other sessions."""
        return redirect("account_change_password")

    password_change_done = password_change

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show what needs this staff member's attention, the menu, and all tables."""
        # Imported here because it needs models, and the admin site is created before they are loaded.
        from staff.attention import attention_of

        home = {
            "title": "Staff",
            "attention": attention_of(request) if opens_staff_pages(request) else [],
        }
        return super().index(request, home | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Name third-party apps by what their tables hold: two apps were both called Accounts."""
        found: list[Any] = super().get_app_list(request, app_label)
        for each in found:
            each["name"] = APP_NAMES.get(each["app_label"], each["name"])
        return found

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"menu": menu_of(request)}


class MenuItem(NamedTuple):
    """A link in the menu of every staff page: the right it needs, its label, URL name and purpose."""

    right: Right
    word: str
    name: str
    purpose: str


MENU = [
    MenuItem(
        Right.SEE_COURSES,
        "Courses",
        "authoring:courses",
        "Write, check, publish, and renew courses.",
    ),
    MenuItem(
        Right.SEE_COURSES,
        "People",
        "disclosure:people",
        "Faculty and planners, and their disclosures.",
    ),
    MenuItem(
        Right.SEE_REPORTS,
        "Reports",
        "analytics:reports",
        "How far learners get, where they stop, and what they answer.",
    ),
    MenuItem(
        Right.SEE_LEARNERS,
        "Learners",
        "support:learners",
        "Find a learner, see what happened, and help.",
    ),
    MenuItem(
        Right.EXPORT, "Exports", "reporting:exports", "Report credit to accreditors and boards."
    ),
    MenuItem(Right.APPROVE, "Approvals", "staff:approvals", "What needs a second person."),
    MenuItem(Right.CREDIT, "Imports", "imports:imports", "Import data from another program."),
    MenuItem(
        Right.TEAM, "Team", "staff:team", "Who works here and in which role; invite, change, reset."
    ),
    MenuItem(Right.AUDIT, "Audit trail", "staff:audit", "Who did what, when, to whom, and why."),
]


def menu_of(request: HttpRequest) -> list[MenuItem]:
    """Return the menu items that this staff member may open."""
    if not opens_staff_pages(request):
        return []
    return [item for item in MENU if may(request.user, item.right)]


# Names of third-party apps, by what their tables hold.
APP_NAMES = {
    "account": "Addresses of accounts",
    "auth": "Groups of rights",
    "mfa": "Second factors",
    "procrastinate": "Jobs",
}
