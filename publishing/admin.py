"""Providers in the admin, and the records of publishing: requests, changes that wait, reviews, warnings."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import User
from accounts.requests import acting_user, refusals_at
from accounts.table_admin import ReadOnlyAdmin
from courses.forms.credit_names import NamesCreditInFull
from providers.models import Provider
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin
from publishing.models import CourseChange, CourseReview, ExpiryNotice, PublishRequest
from publishing.services.course_changes import reverse_of, waits_or
from publishing.services.provider_changes import change_provider
from video.forms.recording import SmallFile
from video.services.pictures import store_mark

MOST_OF_PICTURE = 2 * 10**6


class _LabeledFile(AdminFileWidget):
    use_fieldset = False  # A legend would be no label of the one input in it.


def _picture(name: str) -> SmallFile:
    """Return the field of a picture, with the words of its column."""
    column: Any = Provider._meta.get_field(name)
    return SmallFile(
        MOST_OF_PICTURE,
        required=False,
        widget=_LabeledFile(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
        help_text=column.help_text,
    )


class ProviderForm(NamesCreditInFull, forms.ModelForm[Provider]):
    """A provider; a refusal stands above the form, because all is tried when it is validated."""

    actor: ClassVar[User]
    logo = _picture("logo")
    signature = _picture("signature")

    def clean_logo(self) -> Any:
        return self._stored("logo")

    def clean_signature(self) -> Any:
        return self._stored("signature")

    def _stored(self, name: str) -> Any:
        """Return the name of an uploaded picture, drawn anew; "" where it is to be removed."""
        sent = self.cleaned_data[name]
        if not isinstance(sent, UploadedFile):
            return sent or ""
        with refusals_at(self, name):
            return store_mark(sent.read(), folder=name)
        return ""

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            with refusals_at(self), transaction.atomic():
                self.save_or_ask()
                transaction.set_rollback(True)

    def save_or_ask(self) -> CourseChange | None:
        """Save what was changed, or ask a second person: see `change_provider`."""
        values = {name: self.cleaned_data[name] for name in self.changed_data}
        return change_provider(
            provider_id=self.instance.pk, values=values, actor=self.actor, now=timezone.now()
        )


@admin.register(Provider)
class ProviderAdmin(ScopedAdmin[Provider]):
    provider_path = "pk"
    change_right = Right.TEAM
    form = ProviderForm
    list_display = ("name", "accreditor", "time_zone", "is_sample")
    search_fields = ("name", "slug", "accreditor")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False: providers are added on `staff:provider-add`, which also sets the first owner."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser and request.user.is_active)

    def get_form(
        self, request: HttpRequest, obj: Provider | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        made: Any = super().get_form(
            request, obj, change, **kwargs
        )  # A class of this request alone.
        made.actor = acting_user(request)
        return made

    def save_model(self, request: HttpRequest, obj: Provider, form: Any, change: bool) -> None:
        waits = form.save_or_ask()
        obj.refresh_from_db()
        if waits:
            link = format_html('<a href="{}">Read what waits</a>', reverse_of(waits))
            messages.warning(request, format_html("{} {}", waits_or(waits, ""), link))


@admin.register(PublishRequest)
class PublishRequestAdmin(ScopedAdmin[PublishRequest]):
    provider_path = "course__series__provider"
    page = ("publishing:edit-review", "course__slug")
    list_display = ("course", "asked_by", "asked_at", "approved_by", "published_at")
    search_fields = ("course__title", "note", "decline_reason")


@admin.register(CourseChange)
class CourseChangeAdmin(ScopedAdmin[CourseChange]):
    provider_path = "course__series__provider"
    page = ("publishing:course-change", "pk")
    list_display = ("course", "kind", "asked_by", "asked_at", "decided_by", "approved", "alone")
    search_fields = ("course__title", "answer")


@admin.register(CourseReview)
class CourseReviewAdmin(ScopedAdmin[CourseReview]):
    provider_path = "course__series__provider"
    page = ("publishing:life-cycle", "course__slug")
    list_display = ("course", "reviewed_on", "reviewer", "outcome", "expires_on")
    search_fields = ("course__title", "reviewer", "evidence", "note")


@admin.register(ExpiryNotice)
class ExpiryNoticeAdmin(ReadOnlyAdmin[ExpiryNotice]):
    """The warnings sent; only superusers see them."""

    list_display = ("course", "form", "ends_on", "days", "sent_at")
    list_select_related = ("form__person",)
    search_fields = ("course__title", "form__person__name")
