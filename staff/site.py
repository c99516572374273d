"""The admin site: Django's own, behind a second factor, with our menu on every page."""

from typing import Any, NamedTuple

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LogoutView
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from accounts.second_factor import opens_staff_pages
from providers.rights import Right, may


class StaffSite(AdminSite):
    """Django's admin, for staff who have used a second factor in this session."""

    enable_nav_sidebar = False

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
        "Write, check, publish and renew courses.",
    ),
    MenuItem(
        Right.SEE_COURSES,
        "People",
        "courses:people",
        "Faculty and planners, and their disclosures.",
    ),
    MenuItem(
        Right.SEE_REPORTS,
        "Reports",
        "analytics:reports",
        "Who comes how far, where they stop, what they answer.",
    ),
    MenuItem(
        Right.SEE_LEARNERS,
        "Learners",
        "support:learners",
        "Find a person, see what happened, help.",
    ),
    MenuItem(
        Right.EXPORT, "Exports", "reporting:exports", "Report credit to accreditors and boards."
    ),
    MenuItem(Right.APPROVE, "Approvals", "staff:approvals", "What waits for a second person."),
    MenuItem(
        Right.CREDIT, "Imports", "certificates:imports", "Bring over what a former system recorded."
    ),
    MenuItem(Right.TEAM, "Team", "staff:team", "Who works here, as what; invite, change, reset."),
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
