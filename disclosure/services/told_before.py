"""Whether learners were told of a form that no course tells of any more: it is evidence for good."""

from django.db.models import F

from courses.models import DisclosureForm, Role


def was_told(form: DisclosureForm) -> bool:
    """Return whether a published course told of the form until its person's role ended, or a newer form came.

    Only a form without relationships is asked about: any other was judged before it was told.
    """
    if form.relationships.exists():
        return False
    entered = DisclosureForm.pgh_event_model.objects.filter(pgh_obj_id=form.pk)  # type: ignore[attr-defined]
    since = entered.order_by("pgh_created_at").values_list("pgh_created_at", flat=True).first()
    ended = Role.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        pgh_label="delete", person=form.person_id, course__published_at__lte=F("pgh_created_at")
    )
    if (ended.filter(pgh_created_at__gte=since) if since else ended).exists():
        return True
    told = form.person.roles.filter(course__published_at__isnull=False)
    newer = form.person.disclosures.filter(signed_on__gt=form.signed_on)
    return told.exists() and newer.exists()
