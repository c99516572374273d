"""The signed moment at which a page opened."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from progress.tokens import PageToken, TokenRefused
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW


def test_a_learners_token_comes_back_as_it_was_signed() -> None:
    enrolment = factories.enrol()
    token = PageToken.open_for(enrolment=enrolment, now=NOW)
    read = PageToken.read(token.sign(), now=NOW)
    assert read == token
    assert read.enrolment_id == enrolment.pk
    assert (read.video_seconds, read.required_seconds) == (100, 90)


def test_a_guests_token_names_no_enrolment() -> None:
    video = factories.make_course(seconds=101).videos.get()
    token = PageToken.open(video=video, required_share=90, now=NOW)
    read = PageToken.read(token.sign(), now=NOW)
    assert read.enrolment_id is None
    assert read.required_seconds == 91


def test_two_pages_never_share_a_nonce() -> None:
    video = factories.make_course().videos.get()
    tokens = [PageToken.open(video=video, required_share=90, now=NOW) for _ in range(2)]
    assert tokens[0].nonce != tokens[1].nonce


def test_a_changed_token_is_refused() -> None:
    token = PageToken.open_for(enrolment=factories.enrol(), now=NOW).sign()
    for text in ("", "x", token[:-1], token + "A", "A" + token):
        with pytest.raises(TokenRefused) as refusal:
            PageToken.read(text, now=NOW)
        assert refusal.value.code == "token_invalid"


def test_a_token_counts_for_seven_days() -> None:
    token = PageToken.open_for(enrolment=factories.enrol(), now=NOW).sign()
    PageToken.read(token, now=NOW + timedelta(days=7))
    with pytest.raises(TokenRefused) as refusal:
        PageToken.read(token, now=NOW + timedelta(days=7, seconds=1))
    assert refusal.value.code == "token_expired"


def test_a_guests_token_counts_for_a_day() -> None:
    token = PageToken.open(
        video=factories.make_course().videos.get(), required_share=90, now=NOW
    ).sign()
    PageToken.read(token, now=NOW + timedelta(hours=24))
    with pytest.raises(TokenRefused) as refusal:
        PageToken.read(token, now=NOW + timedelta(hours=24, seconds=1))
    assert refusal.value.code == "token_expired"


def test_a_token_outlives_a_change_of_the_secret_key(settings: Settings) -> None:
    token = PageToken.open_for(enrolment=factories.enrol(), now=NOW).sign()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key that is long enough to be one, and then some more"
    assert PageToken.read(token, now=NOW)
