"""Every rule of the series format is refused with the line on which it is broken."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from courses.services.loading import SeriesFaults, load_series
from tests.courses.series_folder import edit, mp4

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
COURSE, TEST = "listening/course.toml", "listening/test.toml"
EVALUATION, CAPTIONS = "listening/evaluation.toml", "listening/captions.en.vtt"


def faults(folder: Path) -> list[str]:
    with pytest.raises(SeriesFaults) as caught:
        load_series(folder, now=NOW)
    return [str(fault).removeprefix(f"{folder}/") for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("series.toml", 'name = "Hill', 'nmae = "Hill', "Is not a key"),
        ("series.toml", "cme@example.org", "cme", "valid email"),
        ("series.toml", "America/Chicago", "Chicago", "not a time zone"),
        ("series.toml", '"direct"', '"indirect"', "is not one of"),
        ("series.toml", "covers_to = 2025", "covers_to = 2022", "after covers_from"),
        (COURSE, 'slug = "listening"', 'slug = "hearing"', "the folder's name"),
        (COURSE, "2028-01-06", "2028-01-08", "three years"),
        (COURSE, "2028-01-06", '"2028-01-06"', "without quotes"),
        (COURSE, "expires_on = 2028", "expires_on = 2024", "before released_on"),
        (COURSE, "position = 1", "position = true", "a whole number"),
        (COURSE, "required_share = 90", "required_share = 101", "less than or equal to 100"),
        (COURSE, '"Choose one."', "2", "a list of texts"),
        (COURSE, '"Part 1"', f'"{"x" * 41}"', "at most 40"),
        (COURSE, '"enduring-material"', '"webinar"', "is not one of"),
        (COURSE, '"video.mp4"', '"film.mp4"', "There is no file"),
        (COURSE, '"video.mp4"', '"../series.toml"', "outside the course's folder"),
        (COURSE, '"poster.webp"', '"video.mp4"', "Must be one of .webp"),
        (COURSE, 'person = "ann-lee"', 'person = "ann"', "not a key of the people"),
        (COURSE, '"faculty"', '"speaker"', "is not one of"),
        (COURSE, '"0.25"', '"0.20"', "steps of 0.25"),
        (COURSE, '"0.25"', '"0.00"', "steps of 0.25"),
        (COURSE, '"0.25"', "0.25", "Must be text"),
        (COURSE, 'type = "participation"', 'type = "ama-pra-1"', "offered twice"),
        (COURSE, 'type = "participation"', 'type = "ama"', "is not one of"),
        (TEST, "pass_percent = 80", "pass_percent = 0", "greater than or equal to 1"),
        (TEST, 'key = "second"', 'key = "first"', "stands here twice"),
        (TEST, 'key = "second"', 'key = "the second"', "valid “slug”"),
        (TEST, "video_second = 9", "video_second = 10", "from 0 to 9"),
        (TEST, 'text = "Ask"', 'text = "Leave"', "stands here twice"),
        (TEST, 'stem = "What then?"', "", "stem: Is missing"),
        (TEST, "max_attempts = 0", "draw = 3\nmax_attempts = 0", "only 2 questions to draw from"),
        (TEST, "max_attempts = 0", "draw_by_topic = true\nmax_attempts = 0", "Say in draw"),
        (EVALUATION, 'key = "free"', 'purpose = "fun"\nkey = "free"', "is not one of"),
        (EVALUATION, '"likert"', '"stars"', "is not one of"),
        (EVALUATION, '"No", ', "", "5 labels"),
        (EVALUATION, '"Hardly"', '"No"', "stands here twice"),
        (CAPTIONS, "00:00:04.000\n", "0:4\n", "not a WebVTT time"),
        (CAPTIONS, "--> 00:00:10.500", "--> 00:00:11.000", "after the video"),
        (CAPTIONS, "00:00:04.000 --> 00:00:10", "00:00:03.000 --> 00:00:10", "Overlaps"),
        (CAPTIONS, "--> 00:00:10.500", "--> 00:00:03.000", "before it begins"),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    line = edit(folder / file, old, new)
    found = faults(folder)
    assert any(message in fault for fault in found), found
    # A key that is absent has no line: the table's own stands for it.
    if new:
        assert any(fault.startswith(f"{file}:{line}: ") for fault in found), found


def test_every_fault_is_found_in_one_run(folder: Path) -> None:
    edit(folder / COURSE, "position = 1", "position = true")
    edit(folder / TEST, "pass_percent = 80", "pass_percent = 0")
    edit(folder / CAPTIONS, "--> 00:00:10.500", "--> 00:00:11.000")
    assert len(faults(folder)) == 3


def test_a_question_needs_exactly_one_right_choice(folder: Path) -> None:
    line = edit(folder / TEST, '"Talk", correct = false', '"Talk", correct = true')
    assert f"{TEST}:{line - 2}: choices: Exactly one choice must be correct; here 2 are." in (
        faults(folder)
    )


def test_a_question_needs_two_choices(folder: Path) -> None:
    edit(folder / TEST, '  { text = "Talk", correct = false },\n', "")
    assert any("at least two choices" in fault for fault in faults(folder))


def test_free_text_has_no_options(folder: Path) -> None:
    edit(folder / EVALUATION, 'kind = "likert"', 'kind = "text"')
    assert faults(folder) == [f"{EVALUATION}:6: options: Free text has no options."]


def test_a_syntax_error_is_named_with_its_line(folder: Path) -> None:
    line = edit(folder / COURSE, 'title = "Listening', "title = Listening")
    assert any(f.startswith(f"{COURSE}:{line}: Is not TOML") for f in faults(folder))


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "listening/test.toml").unlink()
    assert any(f.startswith(f"{TEST}:1: Cannot be read") for f in faults(folder))


def test_text_that_is_not_utf8_is_named(folder: Path) -> None:
    (folder / "listening/description.md").write_bytes(b"caf\xe9")
    assert faults(folder) == ["listening/description.md:1: Is not UTF-8 text."]


def test_a_folder_without_series_toml_is_no_series(tmp_path: Path) -> None:
    with pytest.raises(SeriesFaults, match=r"series.toml:1: Is missing"):
        load_series(tmp_path, now=NOW)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (mp4(index_first=False), "faststart"),
        (mp4(codec="hev1"), "H.264"),
        (mp4()[:200], "not a complete MP4"),
        (b"", "not a complete MP4"),
        (b"RIFF0000WEBM" * 20, "not a complete MP4"),
    ],
)
def test_a_recording_that_not_every_browser_plays_is_refused(
    folder: Path, content: bytes, message: str
) -> None:
    (folder / "listening/video.mp4").write_bytes(content)
    assert any(message in fault and f"{COURSE}:" in fault for fault in faults(folder))


def test_a_relevant_relationship_needs_its_mitigation(folder: Path) -> None:
    with (folder / "series.toml").open("a") as file:
        file.write(
            '\n[[people.disclosure.relationships]]\ncompany = "Acme"\nnature = "speaker"\n'
            "relevant = true\n"
        )
    assert any("needs mitigation and mitigated_on" in fault for fault in faults(folder))
