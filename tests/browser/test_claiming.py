"""The claim page in a real browser: the statement at the box and the certificate follow the choice."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from certificates.models import Certificate
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(
    browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[Page]:
    course = factories.make_course(offers={"ama-pra-1": 4, "participation": 4})
    enrolment = factories.evaluated(course=course)
    client = Client()
    client.force_login(enrolment.user)
    session = client.cookies["sessionid"].value
    context = browser.new_context(base_url=live_server.url, java_script_enabled=request.param)
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(reverse("certificates:claim", args=[course.slug]))
    yield page
    context.close()


@pytest.mark.parametrize("page", [True], indirect=True)
def test_a_tick_is_for_the_statement_that_stands_at_the_box(page: Page) -> None:
    box = page.get_by_role("checkbox")
    expect(box).to_have_accessible_name(re.compile("^I am a physician"))
    expect(page.get_by_text("Statement to confirm")).to_have_count(2)
    expect(page.get_by_text("Statement to confirm").first).to_be_hidden()
    box.check()
    page.get_by_label("Hours of participation").check()
    expect(box).not_to_be_checked()
    expect(box).to_have_accessible_name("I took part in this activity for the time that I claim.")
    again = page.get_by_role("status").filter(has_text="Read and confirm the new statement.")
    expect(again).to_be_visible()
    box.check()
    expect(again).to_have_count(0)


@pytest.mark.parametrize("page", [True], indirect=True)
def test_the_certificate_follows_what_is_chosen(page: Page) -> None:
    sheet = page.get_by_role("region", name="How your certificate will look")
    expect(sheet).to_contain_text("1.00 AMA PRA Category 1 Credit™")
    expect(page.get_by_role("button", name="Update preview")).to_have_count(0)
    page.get_by_label("Hours of participation").check()
    page.get_by_label("Amount").select_option("0.50")
    page.get_by_label("Credentials after your name").fill("MD, FACP")
    expect(sheet).to_contain_text("0.50 hours of participation")
    expect(sheet).to_contain_text("MD, FACP")


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_a_script_each_choice_says_its_statement(page: Page) -> None:
    expect(page.get_by_text("Statement to confirm: “I am a physician (MD).")).to_be_visible()
    expect(page.get_by_text("Statement to confirm: “I took part")).to_be_visible()
    expect(page.get_by_role("region", name="How your certificate will look")).to_contain_text(
        "1.00 AMA PRA Category 1 Credit™"
    )
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Claim credit").click()
    expect(page.get_by_text("Your credit is claimed.")).to_be_visible()


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_a_script_a_button_updates_the_certificate_and_claims_nothing(page: Page) -> None:
    page.get_by_label("Hours of participation").check()
    page.get_by_label("Amount").select_option("0.50")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Update preview").click()
    sheet = page.get_by_role("region", name="How your certificate will look")
    expect(sheet).to_contain_text("0.50 hours of participation")
    expect(sheet.get_by_role("heading", name="How your certificate")).to_be_in_viewport()
    expect(page.get_by_role("checkbox")).to_be_checked()
    assert not Certificate.objects.exists()
