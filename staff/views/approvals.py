"""Everything that waits for a second person, on one page."""

from django.http import HttpResponse

from accounts.paging import page_of
from accounts.requests import StaffRequest
from providers.guard import render_staff, staff_page
from providers.rights import Right
from staff.services.approvals import approvals_for


@staff_page(Right.APPROVE)
def approvals(request: StaffRequest) -> HttpResponse:
    """List everything that waits for a second person's decision."""
    context = {"page": page_of(request, approvals_for(request.user))}
    return render_staff(request, "staff/approvals.html", context, title="Approvals")
