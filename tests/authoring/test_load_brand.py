"""A folder brings logo, color and signatory of its provider, and leaves what it does not name."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from authoring.services.loading import SeriesErrors, load_series
from providers.models import Provider
from tests.authoring.series_folder import edit
from tests.video.pictures import drawn
from video.media import small_file

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEYS = """\
accreditation_template = "direct"
logo = "logo.png"
color = "#7a1f3d"
signatory_name = "Grace Whitfield, MD"
signatory_title = "Director"
"""


def branded(folder: Path, keys: str = KEYS) -> Path:
    (folder / "logo.png").write_bytes(drawn("60x20"))
    edit(folder / "series.toml", 'accreditation_template = "direct"\n', keys)
    return folder


def test_the_brand_is_loaded_once(folder: Path) -> None:
    load_series(branded(folder), now=NOW)
    provider = Provider.objects.get(slug="hill")
    assert small_file(str(provider.logo.name)) == drawn("60x20")
    assert (provider.color, provider.signatory_name) == ("#7a1f3d", "Grace Whitfield, MD")
    assert load_series(folder, now=NOW).changes == []


def test_what_a_folder_leaves_out_stays(folder: Path) -> None:
    load_series(folder, now=NOW)
    Provider.objects.update(color="#0b4f5e", logo="logo/a.png")
    assert load_series(folder, now=NOW).changes == []
    provider = Provider.objects.get(slug="hill")
    assert (provider.color, provider.logo.name) == ("#0b4f5e", "logo/a.png")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"#7a1f3d"', '"#f1c67b"', "provider.color: Text in this color is too pale"),
        ('"logo.png"', '"none.png"', "provider.logo: There is no file “none.png”."),
        ('"logo.png"', '"series.toml"', "provider.logo: Must be a PNG."),
        ('"Grace Whitfield, MD"', '""', "provider.signatory_name: Say whose title"),
    ],
)
def test_what_cannot_be_shown_is_named(folder: Path, old: str, new: str, says: str) -> None:
    branded(folder, KEYS.replace(old, new))
    with pytest.raises(SeriesErrors) as caught:
        load_series(folder, now=NOW)
    assert any(says in str(error) for error in caught.value.errors)
    assert not Provider.objects.exists()
