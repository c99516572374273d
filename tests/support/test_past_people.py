"""Finding a person whom only credit of a former system knows, and reading what it recorded of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.days import day_words
from accounts.models import AuditEntry, User
from certificates.models import PastCredit
from certificates.services.past_credit import link_past_credit
from progress.models import Enrolment
from providers.models import Provider
from providers.rights import Right
from support.access import scope_of
from support.services.finding import MOST, find_learners
from support.services.timeline import timeline_of
from tests import factories
from tests.spellings import MAILBOX, SHOWN, SPELLINGS
from tests.staff_members import make_staff, sign_in

FIND = "/admin/learners/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def pat(provider: Provider) -> PastCredit:
    return factories.make_past_person(provider, name="Pát O’Hara")


@pytest.mark.parametrize(
    "text", ["pat ohara", "o'hara pat", "OHARA", "pa", "pat@", "PAT@clinic.example"]
)
def test_a_person_of_imported_credit_is_found_by_name_or_address(
    support: User, pat: PastCredit, text: str
) -> None:
    found = find_learners(staff=support, text=text)
    assert (found.people, found.past) == ([], [pat])


@pytest.mark.parametrize(
    "text", ["ara", "clinic.example", "pat smith", "pat@clinic.org", '""', "%@"]
)
def test_who_has_another_name_is_not_found(support: User, pat: PastCredit, text: str) -> None:
    assert find_learners(staff=support, text=text).past == []


@pytest.mark.parametrize("typed", [*SPELLINGS.values(), "anna@bü"])
def test_the_address_is_found_in_every_spelling(
    support: User, provider: Provider, typed: str
) -> None:
    anna = factories.make_past_person(provider, email=MAILBOX, name="Anna Bauer")
    assert find_learners(staff=support, text=typed).past == [anna]


def test_one_mailbox_is_one_person_and_stands_with_the_newest_record(
    support: User, provider: Provider, pat: PastCredit
) -> None:
    earlier = pat.completed_on - timedelta(days=30)
    factories.make_past_person(provider, completed_on=earlier, person_key="id:7", name="Pat Lee")
    second = factories.make_past_person(provider, email="pat@home.example")
    assert find_learners(staff=support, text="pat").past == [second, pat]


def test_people_of_other_providers_are_not_found_and_the_administrator_finds_all(
    support: User, pat: PastCredit, elsewhere: Client
) -> None:
    foreign = factories.make_past_person(factories.make_provider(), name="Pat Orr")
    assert find_learners(staff=support, text="pat o").past == [pat]
    administrator = factories.make_user(is_staff=True, is_superuser=True)
    assert set(find_learners(staff=administrator, text="pat o").past) == {pat, foreign}
    assert "O’Hara" not in elsewhere.post(FIND, {"text": "ohara"}).content.decode()
    assert elsewhere.get(f"/admin/learners/past/{pat.pk}/").status_code == 404
    assert elsewhere.get(f"/admin/learners/past/{pat.pk}/address/").status_code == 404


def test_who_may_not_see_learners_sees_nobody(provider: Provider, pat: PastCredit) -> None:
    client = sign_in(make_staff("viewer", provider))
    assert client.post(FIND, {"text": "pat"}).status_code == 404
    assert client.get(f"/admin/learners/past/{pat.pk}/").status_code == 404


def test_a_learner_is_listed_as_the_account_alone(
    support: User, enrolment: Enrolment, provider: Provider
) -> None:
    record = factories.make_past_person(provider, learner=enrolment.user, name="Ana Smith")
    found = find_learners(staff=support, text="ana")
    assert (found.people, found.past) == ([enrolment.user], [])
    assert find_learners(staff=support, text="smith").past == [record]


def test_an_account_that_began_nothing_here_is_found_as_it_was_recorded(
    support_client: Client, support: User, provider: Provider, pat: PastCredit
) -> None:
    person = factories.make_user(email="pat@clinic.example", full_name="P. Secret", verified=True)
    link_past_credit()
    for text in ("ohara", "PAT@clinic.example"):
        assert find_learners(staff=support, text=text).past == [pat]
    assert find_learners(staff=support, text="pat@c").past == []
    assert find_learners(staff=support, text="secret").past == []
    page = support_client.get(f"/admin/learners/past/{pat.pk}/").content.decode()
    assert "This credit is in an account" in page
    assert "Secret" not in page
    assert "pat@clinic.example" not in page
    assert support_client.get(f"/admin/learners/{person.pk}/").status_code == 404


def test_an_account_that_gets_its_credit_soon_is_told_of(
    support_client: Client, pat: PastCredit
) -> None:
    factories.make_user(email="pat@clinic.example", verified=True)
    assert "Has an account" in support_client.post(FIND, {"text": "ohara"}).content.decode()
    page = support_client.get(f"/admin/learners/past/{pat.pk}/").content.decode()
    assert "An account has this address." in page
    assert "No account here" not in page


def test_who_deleted_the_account_is_not_listed(
    support_client: Client, support: User, provider: Provider
) -> None:
    person = factories.make_user(email="pat@clinic.example", verified=True)
    row = factories.make_past_person(provider, learner=person)
    other = factories.make_past_person(
        provider, email="x@clinic.example", learner=person, name="X Y"
    )
    person.delete()
    assert find_learners(staff=support, text="lee").past == []
    page = support_client.get(f"/admin/learners/past/{row.pk}/").content.decode()
    assert "whose owner has deleted it" in page
    assert other.name not in page


def test_the_list_is_bounded_and_says_so(
    support_client: Client, support: User, provider: Provider
) -> None:
    for number in range(MOST + 1):
        factories.make_past_person(provider, email=f"pat{number}@clinic.example")
    found = find_learners(staff=support, text="pat")
    assert (len(found.past), found.more_past) == (MOST, True)
    page = support_client.post(FIND, {"text": "pat"}).content.decode()
    assert page.count("/admin/learners/past/") == MOST
    assert "There are more." in page


def test_the_search_page_tells_them_from_accounts(
    support_client: Client, pat: PastCredit, provider: Provider
) -> None:
    factories.make_past_person(provider, email=MAILBOX, name="Anna Bauer")
    page = support_client.post(FIND, {"text": "anna"}).content.decode()
    assert "No account found by name or email address" in page
    assert "Known only from imported credit" in page
    assert SHOWN in page
    assert MAILBOX not in page
    assert "No one found by" in support_client.post(FIND, {"text": "nobody"}).content.decode()


def test_the_page_tells_what_was_recorded_and_what_is_next(
    support_client: Client, support: User, provider: Provider, pat: PastCredit
) -> None:
    factories.make_past_person(
        provider, title="Pain <b>relief</b>", credit_quarters=5, name="Pat Lee"
    )
    factories.make_past_person(provider, title="Of another", email="other@clinic.example")
    for _ in range(2):
        page = support_client.get(f"/admin/learners/past/{pat.pk}/").content.decode()
    assert "Names as recorded" in page
    assert "after signing up with it" in page
    for told in (
        "pat@clinic.example",
        "Pain &lt;b&gt;relief",
        "1.25",
        f"{pat.source.file_name}, line {pat.line}",
    ):
        assert told in page, told
    assert "Of another" not in page
    line = AuditEntry.objects.get(action="record-read")
    assert (line.actor, line.provider) == (support, provider.pk)


def test_a_long_record_is_read_a_page_at_a_time(
    support_client: Client, provider: Provider, pat: PastCredit
) -> None:
    for _ in range(60):
        factories.make_past_person(provider)
    first = support_client.get(f"/admin/learners/past/{pat.pk}/").content.decode()
    second = support_client.get(f"/admin/learners/past/{pat.pk}/?page=2").content.decode()
    assert (first.count("Opioid safety"), second.count("Opioid safety")) == (50, 11)


def test_the_timeline_says_where_linked_credit_came_from(
    support: User, support_client: Client, provider: Provider, enrolment: Enrolment
) -> None:
    row = factories.make_past_person(provider, email="ana@clinic.example")
    link_past_credit()
    told = scope_of(support, enrolment.user, Right.SEE_LEARNERS)
    [event] = [each for each in timeline_of(told) if each.title == "Past credit: Opioid safety"]
    assert event.detail == "1.00 AMA PRA Category 1 Credit™, imported"
    assert event.lines == (
        f"Recorded by {provider.name} for Pat Lee",
        f"{row.source.file_name}, line {row.line}, uploaded "
        + day_words(row.source.uploaded_at, provider.zone),
    )
    page = support_client.get(f"/admin/learners/{enrolment.user_id}/").content.decode()
    assert f"/admin/learners/past/{row.pk}/" in page
    back = support_client.get(f"/admin/learners/past/{row.pk}/").content.decode()
    assert f"/admin/learners/{enrolment.user_id}/" in back


def test_names_and_addresses_are_found_by_an_index(support: User, provider: Provider) -> None:
    pat = factories.make_past_person(provider)
    PastCredit.objects.bulk_create(
        PastCredit(
            source=pat.source,
            provider=provider,
            line=number,
            email=f"m{number}@clinic.example",
            person_key=f"mail:{number}",
            name=f"Name{number} Stone",
            external_course_id=f"M-{number}",
            title=pat.title,
            credit_type_code=pat.credit_type_code,
            credit_quarters=pat.credit_quarters,
            completed_on=pat.completed_on,
        )
        for number in range(1, 20_001)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE certificates_pastcredit")
        with CaptureQueriesContext(connection) as asked:
            assert len(find_learners(staff=support, text="m1999@clinic.example").past) == 1
        [query] = [each["sql"] for each in asked if "DISTINCT ON" in each["sql"]]
        cursor.execute(f"EXPLAIN {query}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    for index in ("by_words_of_the_name", "by_address", "of_person"):
        assert f"Bitmap Index Scan on past_credit_{index}" in plan, plan
    assert "Seq Scan on certificates_pastcredit" not in plan
