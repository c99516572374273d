"""Every rule of the series format is refused with the path of the key that breaks it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from authoring.services.loading import SeriesErrors, load_series
from tests.authoring.series_folder import edit, mp4

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
COURSE, TEST = "listening/course.toml", "listening/test.toml"
EVALUATION, CAPTIONS = "listening/evaluation.toml", "listening/captions.en.vtt"
PERSON = '[[people]]\nkey = "ann-lee"\n\n'
ROLE = '[[roles]]\nperson = "ann-lee"\nrole = "faculty"\nassumed_on = 2025-01-07\n\n'


def errors(folder: Path) -> list[str]:
    with pytest.raises(SeriesErrors) as caught:
        load_series(folder, now=NOW)
    return [str(error).removeprefix(f"{folder}/") for error in caught.value.errors]


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "message"),
    [
        ("series.toml", 'name = "Hill', 'nmae = "Hill', "provider.nmae", "Is not a key"),
        (
            "series.toml",
            'name = "Hill',
            '"the name" = "Hill',
            'provider."the name"',
            "Is not a key",
        ),
        ("series.toml", 'name = "Hill', 'nmae = "Hill', "provider.name", "Is missing"),
        ("series.toml", "cme@example.org", "cme", "provider.contact_email", "valid email"),
        ("series.toml", "America/Chicago", "Chicago", "provider.time_zone", "not a time zone"),
        ("series.toml", '"direct"', '"indirect"', "provider.accreditation_template", "not one of"),
        (
            "series.toml",
            "covers_to = 2025",
            "covers_to = 2022",
            "people[1].disclosure.covers_to",
            "after covers_from",
        ),
        (
            "series.toml",
            "signed_on = 2025",
            "signed_on = 2062",
            "people[1].disclosure.signed_on",
            "no later than today",
        ),
        ("series.toml", "[[people]]", f"{PERSON}[[people]]", "people[2].key", "appears twice"),
        (COURSE, 'slug = "listening"', 'slug = "hearing"', "slug", "the folder's name"),
        (COURSE, "2028-01-06", "2028-01-08", "expires_on", "three years"),
        (COURSE, "2028-01-06", '"2028-01-06"', "expires_on", "without quotes"),
        (
            COURSE,
            "[video]",
            "reviewed_on = 2025-01-07\n[video]",
            "review.reviewed_on",
            "Is not a key",
        ),
        (
            COURSE,
            "position = 1",
            "position = 1\nreviewed_on = 2025-01-07",
            "reviewed_on",
            "[review]",
        ),
        (COURSE, "\non = 2025-01-07", "\non = 2026-11-24", "review.on", "in the future"),
        (COURSE, 'outcome = "current"', 'outcome = "fine"', "review.outcome", "is not one of"),
        (COURSE, 'outcome = "current"', 'outcome = "changed"', "review.note", "what was changed"),
        (COURSE, "evidence = ", "evidnce = ", "review.evidence", "Is missing"),
        (COURSE, "expires_on = 2028", "expires_on = 2024", "expires_on", "before released_on"),
        (COURSE, "position = 1", "position = true", "position", "a whole number"),
        (COURSE, "required_share = 90", "required_share = 101", "required_share", "equal to 100"),
        (COURSE, '"Choose one."', "2", "objectives", "a list of texts"),
        (COURSE, '"Choose one."', '"Category 1 credit"', "objectives", "not the full name"),
        (TEST, '"Listen"', '"AMA credit"', "questions[1].choices[1].text", "not the full name"),
        ("series.toml", '"About care."', '"Cat. 1 credit"', "series.summary", "not the full name"),
        (COURSE, '"Part 1"', f'"{"x" * 41}"', "short_title", "at most 40"),
        (COURSE, '"enduring-material"', '"webinar"', "learning_format", "is not one of"),
        (
            COURSE,
            "position = 1",
            'position = 1\naccreditation_template = "jointly"',
            "accreditation_template",
            "is not one of",
        ),
        (COURSE, '"video.mp4"', '"film.mp4"', "video.file", "There is no file"),
        (COURSE, '"video.mp4"', '"../series.toml"', "video.file", "outside the course's folder"),
        (COURSE, '"poster.webp"', '"video.mp4"', "video.poster", "Must be one of .webp"),
        (
            COURSE,
            'person = "ann-lee"',
            'person = "ann"',
            "roles[1].person",
            "not a key of the people",
        ),
        (COURSE, '"faculty"', '"speaker"', "roles[1].role", "is not one of"),
        (COURSE, "[[handouts]]", f"{ROLE}[[handouts]]", "roles[3].role", "more than once"),
        (COURSE, '"0.25"', '"0.20"', "credits[1].maximum", "steps of 0.25"),
        (COURSE, '"0.25"', '"0.00"', "credits[1].maximum", "steps of 0.25"),
        (COURSE, '"0.25"', "0.25", "credits[1].maximum", "Must be text"),
        (COURSE, '"participation"', '"ama-pra-1"', "credits[2].type", "offered twice"),
        (COURSE, '"participation"', '"ama"', "credits[2].type", "is not one of"),
        (
            TEST,
            "pass_percent = 80",
            "pass_percent = 0",
            "pass_percent",
            "greater than or equal to 1",
        ),
        (TEST, 'key = "second"', 'key = "first"', "questions[2].key", "appears twice"),
        (TEST, 'key = "second"', 'key = "the second"', "questions[2].key", "valid “slug”"),
        (TEST, "video_second = 9", "video_second = 10", "questions[2].video_second", "from 0 to 9"),
        (TEST, '"Talk"', "3", "questions[1].choices[2].text", "Must be text"),
        (
            TEST,
            'text = "Ask"',
            'text = "Leave"',
            "questions[2].choices",
            "Two of the choices are the same",
        ),
        (TEST, 'text = "Ask"', 'text = "None of the above"', "questions[2].choices", "Write out"),
        (TEST, 'stem = "What then?"', "", "questions[2].stem", "Is missing"),
        (TEST, "max_attempts = 0", "draw = 3\nmax_attempts = 0", "draw", "only 2 questions"),
        (
            TEST,
            "max_attempts = 0",
            "draw_by_topic = true\nmax_attempts = 0",
            "draw_by_topic",
            "Say in draw",
        ),
        (
            EVALUATION,
            'key = "free"',
            'purpose = "fun"\nkey = "free"',
            "items[2].purpose",
            "not one of",
        ),
        (EVALUATION, '"likert"', '"stars"', "items[1].kind", "is not one of"),
        (EVALUATION, '"No", ', "", "items[1].options", "5 labels"),
        (EVALUATION, '"Hardly"', '"No"', "items[1].options", "appears twice"),
    ],
)
def test_an_error_is_named_with_its_file_and_the_path_of_its_key(
    folder: Path, file: str, old: str, new: str, key: str, message: str
) -> None:
    edit(folder / file, old, new)
    found = errors(folder)
    assert any(error.startswith(f"{file}: {key}: ") and message in error for error in found), found


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("00:00:04.000\n", "0:99\n", "not a time such as"),
        ("--> 00:00:10.500", "--> 00:00:11.000", "after the video"),
        ("00:00:04.000 --> 00:00:10", "00:00:03.000 --> 00:00:10", "Overlaps"),
        ("--> 00:00:10.500", "--> 00:00:03.000", "before it begins"),
    ],
)
def test_an_error_of_captions_is_named_with_its_line(
    folder: Path, old: str, new: str, message: str
) -> None:
    line = edit(folder / CAPTIONS, old, new)
    found = errors(folder)
    assert any(f.startswith(f"{CAPTIONS}:{line}: ") and message in f for f in found), found


def test_every_error_is_found_in_one_run_file_by_file(folder: Path) -> None:
    edit(folder / COURSE, "position = 1", "position = true")
    edit(folder / TEST, "pass_percent = 80", "pass_percent = 0")
    edit(folder / CAPTIONS, "--> 00:00:10.500", "--> 00:00:11.000")
    edit(folder / TEST, "video_second = 3", "video_second = 10")
    edit(folder / "series.toml", "America/Chicago", "Chicago")
    assert [error.partition(": ")[0] for error in errors(folder)] == [
        f"{CAPTIONS}:6",
        COURSE,
        TEST,
        TEST,
        "series.toml",
    ]


def test_a_question_needs_exactly_one_right_choice(folder: Path) -> None:
    edit(folder / TEST, '"Talk", correct = false', '"Talk", correct = true')
    assert errors(folder) == [
        f"{TEST}: questions[1].choices: Exactly one choice must be correct; here 2 are."
    ]


def test_a_question_needs_two_choices(folder: Path) -> None:
    edit(folder / TEST, '  { text = "Talk", correct = false },\n', "")
    assert any("at least two choices" in error for error in errors(folder))


def test_free_text_has_no_options(folder: Path) -> None:
    edit(folder / EVALUATION, 'kind = "likert"', 'kind = "text"')
    assert errors(folder) == [f"{EVALUATION}: items[1].options: Free text has no options."]


def test_a_syntax_error_is_named_with_its_line_and_column(folder: Path) -> None:
    line = edit(folder / COURSE, 'title = "Listening', "title = Listening")
    assert f"{COURSE}: Is not TOML: Invalid value (at line {line}, column 9)." in errors(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "listening/test.toml").unlink()
    assert any(f.startswith(f"{TEST}: Cannot be read") for f in errors(folder))


def test_text_that_is_not_utf8_is_named(folder: Path) -> None:
    (folder / "listening/description.md").write_bytes(b"caf\xe9")
    assert errors(folder) == ["listening/description.md: Is not UTF-8 text."]


def test_a_folder_without_series_toml_is_no_series(tmp_path: Path) -> None:
    with pytest.raises(SeriesErrors, match=r"series.toml: Is missing"):
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
    assert any(message in error and f"{COURSE}: video.file: " in error for error in errors(folder))


JUDGED = "[people.disclosure.relationships.judged.listening]\n"


def test_a_relevant_relationship_needs_its_mitigation(folder: Path) -> None:
    with (folder / "series.toml").open("a") as file:
        file.write(
            '\n[[people.disclosure.relationships]]\ncompany = "Acme"\nkind = "speaker"\nnature = "speaker"\n'
            "[people.disclosure.relationships.judged.listening]\nrelevant = true\n"
        )
    [found] = errors(folder)
    assert found.startswith(
        "series.toml: people[1].disclosure.relationships[1].judged.listening.relevant: A relevant"
    )
    assert found.endswith("needs steps or mitigation, and mitigated_on.")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("relevant = false", "Is decided for each course"),
        ("[people.disclosure.relationships.judged.other]\nrelevant = false", "other: Is not a key"),
        (f"{JUDGED}relevant = false\nsteps = ['hope']", "“hope” is not one of peer-review"),
        (f"{JUDGED}relevant = false\nexception = 'unrelated'", "go together"),
        (f"{JUDGED}mitigation = 'Cut.'", "it must be true or false"),
    ],
)
def test_a_judgement_that_is_not_one_is_named(folder: Path, said: str, message: str) -> None:
    with (folder / "series.toml").open("a") as file:
        file.write(
            f'\n[[people.disclosure.relationships]]\ncompany = "Acme"\nkind = "speaker"\nnature = "speaker"\n{said}\n'
        )
    assert any(message in error for error in errors(folder)), errors(folder)
