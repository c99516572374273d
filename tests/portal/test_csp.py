"""Pages load from here alone, but for the operator's own bucket."""

from portal.csp import media_origins


def test_without_a_bucket_there_is_no_other_origin() -> None:
    assert media_origins("", "https://s3.example.org", "eu-1") == []


def test_a_bucket_at_a_service_of_ones_own_is_allowed_in_both_spellings() -> None:
    assert media_origins("cme", "https://s3.example.org:9000", "") == [
        "https://s3.example.org:9000",
        "https://cme.s3.example.org:9000",
    ]


def test_a_bucket_in_a_region_is_allowed_there() -> None:
    assert media_origins("cme", "", "us-east-2") == [
        "https://cme.s3.amazonaws.com",
        "https://cme.s3.us-east-2.amazonaws.com",
    ]
