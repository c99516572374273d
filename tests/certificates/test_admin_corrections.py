"""Staff correct what the learner cannot: one certificate at a time, with a reason, as a new one."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from tests.certificates.test_admin import LIST, sign_in


@pytest.fixture
def staff(certificate: Certificate) -> Client:
    return sign_in("support")


def correction(certificate: Certificate, **typed: str) -> dict[str, object]:
    return {"action": "correct_selected", "_selected_action": [str(certificate.pk)], **typed}


TYPED = {
    "name": "Ana Ruiz",
    "credentials": "DO",
    "credit_type": "ama-pra-1",
    "amount": "1.00",
    "reason": "Marriage certificate seen",
}


def test_the_form_begins_with_what_was_issued(staff: Client, certificate: Certificate) -> None:
    page = staff.post(reverse(LIST), correction(certificate))
    assert page.context["form"].initial == {
        "name": "Ana Díaz",
        "credentials": "MD",
        "credit_type": "ama-pra-1",
        "amount": "0.75",
    }
    assert Certificate.objects.count() == 1


def test_a_correction_issues_a_new_one_and_is_recorded(
    staff: Client, certificate: Certificate
) -> None:
    staff.post(reverse(LIST), correction(certificate, **TYPED))
    new = Certificate.objects.live().get()
    assert (new.printed_name, new.credit_quarters) == ("Ana Ruiz, DO", 4)
    assert (new.supersedes, new.origin) == (certificate, "staff")
    assert "Marriage certificate seen" in LogEntry.objects.get().change_message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "1.25"}, "The most you can claim"),
        ({"amount": "0.30"}, "in steps of 0.25"),
        ({"credit_type": "ancc"}, "Select a valid choice"),
        ({"name": "Ana 😀"}, "cannot print"),
        ({"reason": " "}, "This field is required"),
    ],
)
def test_what_cannot_be_printed_or_claimed_is_refused(
    staff: Client, certificate: Certificate, change: dict[str, str], words: str
) -> None:
    page = staff.post(reverse(LIST), correction(certificate, **TYPED | change))
    assert words in page.content.decode()
    assert Certificate.objects.get() == certificate


def test_one_is_corrected_at_a_time(staff: Client, certificate: Certificate) -> None:
    data = correction(certificate, **TYPED, select_across="1")
    Certificate.objects.bulk_create([_copy(certificate)])
    assert "Choose one" in staff.post(reverse(LIST), data, follow=True).content.decode()
    assert not Certificate.objects.filter(superseded_at__isnull=False).exists()


def test_who_may_only_look_cannot_correct(certificate: Certificate) -> None:
    sign_in("viewer").post(reverse(LIST), correction(certificate, **TYPED))
    assert Certificate.objects.get().name == "Ana Díaz"


def _copy(certificate: Certificate) -> Certificate:
    copy = Certificate.objects.get(pk=certificate.pk)
    copy.pk, copy.code, copy.enrolment = Certificate._meta.pk.get_default(), "9" * 16, None
    return copy
