"""The header says whose site it is: the name staff gave it, else that of the one provider; with the provider's logo."""

import re

import pytest
from django.test import Client

from portal.context import forget_installation
from portal.models import Installation
from providers.models import Provider
from tests import factories

pytestmark = pytest.mark.django_db
_BRAND = re.compile(r'<a class="brand".*?</a>', re.DOTALL)


def brand_of(client: Client) -> str:
    """Return the wordmark of a page, read anew."""
    forget_installation()
    found = _BRAND.search(client.get("/help/").text)
    assert found
    return found[0]


@pytest.fixture
def provider() -> Provider:
    owner = factories.make_course().series.provider
    Provider.objects.filter(pk=owner.pk).update(name="Lakeside Medical Society", logo="logo/a.png")
    return Provider.objects.get(pk=owner.pk)


def test_the_only_provider_gives_its_name_and_logo(client: Client, provider: Provider) -> None:
    assert "Lakeside Medical Society" in brand_of(client)
    assert f'src="{provider.logo.url}"' in brand_of(client)


def test_a_name_that_staff_gave_the_site_comes_first(client: Client, provider: Provider) -> None:
    Installation.objects.update(name="Lakeside Learning")
    assert "Lakeside Learning" in brand_of(client)
    assert provider.logo.url in brand_of(client)


def test_a_site_of_several_providers_is_nobodys(client: Client, provider: Provider) -> None:
    another = factories.make_series(provider=factories.make_provider())
    factories.make_course(series=another)
    assert "Continuing education portal" in brand_of(client)
    assert "brand-mark" in brand_of(client)
    assert provider.logo.url not in brand_of(client)


def test_a_provider_whose_courses_nobody_can_see_gives_nothing(client: Client) -> None:
    factories.make_course(published_at=None)
    assert "Continuing education portal" in brand_of(client)
