"""Whose records a staff member may open: current and former learners of their providers."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import AccountMerge, User
from accounts.requests import StaffRequest
from certificates.models import Certificate
from courses.access import may_read_key
from progress.models import Enrolment
from providers.rights import Right, providers_with
from providers.timeline import LearnerScope


def learners_of(user: User, right: Right) -> QuerySet[User]:
    """Return everyone with an enrolment in, or a certificate of, a course where `user` has `right`."""
    if user.is_superuser:
        return User.objects.all()
    providers = tuple(providers_with(user, right).values_list("pk", flat=True))
    mine = Q(course__series__provider__in=providers)
    enrolled = Enrolment.objects.filter(mine, user=OuterRef("pk"))
    certified = Certificate.objects.filter(mine, learner=OuterRef("pk"))
    return User.objects.filter(Exists(enrolled) | Exists(certified))


def learner_or_404(request: StaffRequest, user_id: int, right: Right) -> User:
    """Return a learner of the providers where this staff member has `right`, else raise Http404."""
    people = learners_of(request.user, right).select_related("profession")
    return get_object_or_404(people, pk=user_id)


def scope_of(staff: User, learner: User, right: Right) -> LearnerScope:
    """Return the part of a learner's record that `right` lets `staff` handle."""
    providers = tuple(providers_with(staff, right).values_list("pk", flat=True))
    merged = AccountMerge.objects.filter(kept=learner).values_list("merged", flat=True)
    accounts = (learner.pk, *merged)
    keys = tuple(each for each in providers if may_read_key(staff, each))
    return LearnerScope(learner, accounts, providers, everything=staff.is_superuser, keys=keys)
