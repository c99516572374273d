"""Everything that waits for a second person, on one page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from providers.guard import actor_of, render_staff, staff_page
from providers.rights import Right
from staff.services.approvals import approvals_for


@staff_page(Right.APPROVE)
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """List everything that waits for a second person's decision."""
    context = {"waiting": approvals_for(actor_of(request))}
    return render_staff(request, "staff/approvals.html", context, title="Approvals")
