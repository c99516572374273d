"""What the claim page shows before the claim: the choice as a sentence where there is none, and the certificate."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from accounts.guard import LOOK
from certificates.models import Certificate
from portal.backends import private_storage
from progress.models import Enrolment, Watch
from tests import factories
from tests.certificates.conftest import filled_in
from tests.kept import lose_session
from tests.kept import opened as form_of
from tests.progress.pages import text_of

pytestmark = pytest.mark.django_db

_ROOT = Path(django_settings.BASE_DIR)


def page_of(enrolment: Enrolment) -> str:
    return reverse("certificates:claim", args=[enrolment.course.slug])


def look(client: Client, enrolment: Enrolment, **typed: str):  # type: ignore[no-untyped-def]
    """Return the page as js/live.js asks for it."""
    return client.post(page_of(enrolment), {**typed, "look": "script"})


def ready(client: Client, **offers: int) -> Enrolment:
    course = factories.make_course(offers={key.replace("_", "-"): n for key, n in offers.items()})
    enrolment = factories.evaluated(course=course)
    client.force_login(enrolment.user)
    return enrolment


def test_the_preview_says_what_the_certificate_will_say(
    signed_in: Client, enrolment: Enrolment
) -> None:
    sheet = signed_in.get(page_of(enrolment)).context["sheet"]
    typed = {"credit_type": "ama-pra-1", "amount": "1.00", "credentials": "MD", "attested": "on"}
    signed_in.post(page_of(enrolment), filled_in(signed_in, page_of(enrolment), typed))
    issued = Certificate.objects.get()
    said = ("printed_name", "wording", "heading", "completed_on", "accreditation_statement")
    assert [getattr(sheet, key) for key in said] == [getattr(issued, key) for key in said]


def test_the_preview_follows_the_choice_and_claims_nothing(
    signed_in: Client, enrolment: Enrolment
) -> None:
    typed = {"credit_type": "participation", "amount": "0.50", "credentials": " MD,  FACP "}
    page = look(signed_in, enrolment, **typed, attested="on")
    assert page.status_code == 200
    assert "for 0.50 hours of participation" in text_of(page)
    assert "Ana Díaz, MD, FACP" in text_of(page)
    assert not Certificate.objects.exists()
    enrolment.user.refresh_from_db()
    assert enrolment.user.credentials == "MD"


def test_a_look_finds_no_fault_with_a_form_that_is_not_finished(
    signed_in: Client, enrolment: Enrolment
) -> None:
    page = look(signed_in, enrolment, credit_type="participation", amount="0.50")
    assert "There is a problem" not in text_of(page)


def test_a_look_by_the_button_without_a_session_keeps_what_was_entered(
    signed_in: Client, enrolment: Enrolment, settings: Any, tmp_path: Path
) -> None:
    settings.STORAGES = settings.STORAGES | {"private": private_storage(tmp_path)}
    fields = form_of(signed_in, page_of(enrolment)) | {"credentials": "MD, FACP", "look": "page"}
    lose_session(signed_in)
    assert "/login/" in signed_in.post(page_of(enrolment), fields)["Location"]
    signed_in.force_login(enrolment.user)
    assert "FACP" in signed_in.get(page_of(enrolment)).text


def test_a_look_without_a_session_is_refused_and_keeps_nothing(
    signed_in: Client, enrolment: Enrolment
) -> None:
    fields = form_of(signed_in, page_of(enrolment)) | {"credentials": "MD, FACP", "look": "script"}
    lose_session(signed_in)
    assert signed_in.post(page_of(enrolment), fields).status_code == 401
    signed_in.force_login(enrolment.user)
    assert "FACP" not in signed_in.get(page_of(enrolment)).text


def test_only_the_script_looks_as_one() -> None:
    script = (_ROOT / "portal" / "static" / "js" / "live.js").read_text()
    assert f'data.append("{LOOK}", "script");' in script
    pages = "".join(path.read_text() for path in (_ROOT / "templates").rglob("*.html"))
    assert set(re.findall(rf'name="{LOOK}" value="(\w+)"', pages)) == {"page"}


def test_a_form_that_is_opened_again_shows_its_own_certificate(
    signed_in: Client, enrolment: Enrolment, settings: Any, tmp_path: Path
) -> None:
    settings.STORAGES = settings.STORAGES | {"private": private_storage(tmp_path)}
    typed = {"credit_type": "participation", "amount": "0.50", "credentials": "MD, FACP"}
    fields = form_of(signed_in, page_of(enrolment)) | typed
    lose_session(signed_in)
    signed_in.post(page_of(enrolment), fields)
    signed_in.force_login(enrolment.user)
    page = signed_in.get(page_of(enrolment))
    assert [page.context["form"][name].value() for name in typed] == [*typed.values()]
    assert "for 0.50 hours of participation" in text_of(page)


def test_the_preview_has_no_code_of_a_certificate(signed_in: Client, enrolment: Enrolment) -> None:
    page = signed_in.get(page_of(enrolment))
    assert page.context["sheet"].printed_code not in page.text
    assert "This is a preview" in page.text


@pytest.mark.parametrize("amount", ["", "0.30", "9.00", "much"])
def test_without_an_amount_there_is_nothing_to_show(
    signed_in: Client, enrolment: Enrolment, amount: str
) -> None:
    page = look(signed_in, enrolment, credit_type="ama-pra-1", amount=amount)
    assert "Choose an amount to see your certificate." in text_of(page)


def test_what_is_missing_shows_no_preview(client: Client) -> None:
    enrolment = factories.watched()
    client.force_login(enrolment.user)
    assert "certificate will look" not in text_of(client.get(page_of(enrolment)))


def test_one_type_and_one_amount_are_a_sentence(client: Client) -> None:
    enrolment = ready(client, ama_pra_1=1)
    page = client.get(page_of(enrolment))
    assert "You can claim 0.25 AMA PRA Category 1 Credits™." in text_of(page)
    assert 'type="hidden" name="credit_type" value="ama-pra-1"' in page.text
    assert 'type="hidden" name="amount" value="0.25"' in page.text
    assert 'type="radio" name="credit_type"' not in page.text


def test_each_of_several_types_says_its_one_amount_or_the_most(client: Client) -> None:
    enrolment = ready(client, ama_pra_1=1, participation=2)
    text = text_of(client.get(page_of(enrolment)))
    assert "AMA PRA Category 1 Credits™, 0.25 " in text
    assert "Hours of participation, up to 0.50 " in text


def test_one_type_with_several_amounts_asks_for_the_amount(client: Client) -> None:
    enrolment = ready(client, ama_pra_1=4)
    page = client.get(page_of(enrolment))
    assert "You can claim up to 1.00 AMA PRA Category 1 Credit™." in text_of(page)
    assert '<select name="amount"' in page.text


def test_who_watched_in_part_is_shown_no_amount_to_take(client: Client) -> None:
    enrolment = ready(client, ama_pra_1=4)
    Watch.objects.update(watched=[(0, 60)])
    assert client.get(page_of(enrolment)).context["sheet"] is None


def test_the_designation_stands_above_the_button(signed_in: Client, enrolment: Enrolment) -> None:
    page = signed_in.get(page_of(enrolment)).text
    assert page.index("designates this enduring material") < page.index("<span>Claim credit</span>")
