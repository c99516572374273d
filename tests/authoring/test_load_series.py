"""Loading a series: all or nothing, safe to repeat, and nothing a record depends on is altered."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from authoring.services.loading import SeriesErrors, load_series
from courses.models import (
    Assessment,
    Course,
    EvaluationForm,
    Judgement,
    Person,
    Question,
    TextTrack,
    Video,
)
from providers.models import Provider
from publishing.services.reviews import record_review
from tests.authoring.series_folder import edit, mp4
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def load(folder: Path) -> list[str]:
    return load_series(folder, now=NOW).changes


def stored(folder: Path) -> dict[str, int]:
    media = folder.parent / "media"
    files = (path for path in media.rglob("*") if path.is_file())
    return {str(path.relative_to(media)): path.stat().st_mtime_ns for path in files}


def test_a_sound_folder_becomes_a_published_course(folder: Path) -> None:
    load(folder)
    course = Course.objects.published().get()
    assert (course.slug, course.short_title, course.is_sample) == ("listening", "Part 1", True)
    assert course.published_at == NOW
    assert course.description == "About **listening**."
    assert course.series.provider == Provider.objects.get(slug="hill")
    assert {offer.credit_type.code: offer.max_quarters for offer in course.offers.all()} == {
        "ama-pra-1": 1,
        "participation": 1,
    }


def test_a_folder_brings_its_review_as_a_record_once_and_adds_what_is_new(folder: Path) -> None:
    load(folder)
    course = Course.objects.get()
    [row] = course.reviews.all()
    assert (row.reviewer, row.reviewed_by) == ("Ann Lee, MD, course director", None)
    assert (row.reviewed_on, course.reviewed_on) == (date(2025, 1, 7), date(2025, 1, 7))
    assert load(folder) == []
    edit(folder / "listening/course.toml", "\non = 2025-01-07", "\non = 2025-03-01")
    load(folder)
    course.refresh_from_db()
    assert (course.reviews.count(), course.reviewed_on) == (2, date(2025, 3, 1))


def test_a_video_brings_its_length_and_tracks(folder: Path) -> None:
    load(folder)
    video = Video.objects.get()
    assert (video.seconds, video.width, video.height, video.version) == (10, 1280, 720, 1)
    assert {track.kind for track in video.tracks.all()} == {"captions", "chapters"}
    with video.file.open() as file:
        assert file.read() == mp4()


def test_a_test_brings_its_questions_in_order(folder: Path) -> None:
    load(folder)
    test = Assessment.objects.get()
    assert (test.pass_percent, test.max_attempts) == (80, None)
    assert [question.key for question in test.questions.all()] == ["first", "second"]
    right = test.questions.get(key="second").choices.get(is_correct=True)
    assert (right.position, right.text) == (2, "Ask")


def test_a_question_may_do_without_a_second_where_the_provider_does(folder: Path) -> None:
    edit(folder / "listening/test.toml", "video_second = 3", "")
    report = load_series(folder, now=NOW)
    assert [missing.code for missing in report.drafts["listening"]] == ["second_missing"]
    Provider.objects.update(optional_checks=["second_missing"])
    assert load_series(folder, now=NOW).drafts == {}
    assert Question.objects.get(key="first").video_second is None


def test_a_course_may_name_the_statement_for_how_it_is_provided(folder: Path) -> None:
    course = folder / "listening" / "course.toml"
    load_series(folder, now=NOW)
    assert Course.objects.get().accreditation_template is None
    named = 'accreditation_template = "state-joint"\njoint_provider = "Ward & Co"\nposition = 1'
    edit(course, "position = 1", named)
    load_series(folder, now=NOW)
    assert Course.objects.get().statement_template.code == "state-joint"
    assert load_series(folder, now=NOW).changes == []
    edit(course, '"state-joint"', '"joint"')
    assert load_series(folder, now=NOW).changes == [
        "course “Listening to patients”: accreditation_template"
    ]


def test_own_wording_without_its_mandated_parts_keeps_a_course_back(folder: Path) -> None:
    edit(
        folder / "listening" / "course.toml",
        "position = 1",
        'position = 1\naccreditation_override = "As agreed."',
    )
    drafts = load_series(folder, now=NOW).drafts
    assert {reason.code for reason in drafts["listening"]} == {"override_incomplete"}


def test_files_are_stored_under_names_made_from_their_content(folder: Path) -> None:
    load(folder)
    course = Course.objects.get()
    names = {Path(name).parts[0] for name in stored(folder)}
    assert names == {"video", "poster", "handout"}
    video = course.videos.get()
    assert video.file.name == f"video/{video.sha256[:32]}.mp4"
    assert str(course.handouts.get().file).endswith("/card.pdf")


def test_a_second_run_changes_nothing_and_copies_nothing(folder: Path) -> None:
    load(folder)
    before = stored(folder)
    assert load(folder) == []
    assert stored(folder) == before
    assert Video.objects.count() == Assessment.objects.count() == EvaluationForm.objects.count()


def test_a_copy_that_broke_off_is_made_anew(folder: Path) -> None:
    load(folder)
    path = Path(Video.objects.get().file.path)
    path.write_bytes(b"torn")
    load(folder)
    assert path.read_bytes() == mp4()


def test_a_changed_test_is_a_new_version_and_the_old_one_stands(folder: Path) -> None:
    load(folder)
    edit(folder / "listening/test.toml", "What first?", "What is first?")
    load(folder)
    assert [test.version for test in Assessment.objects.all()] == [2, 1]
    stems = Question.objects.filter(key="first").order_by("pk").values_list("stem", flat=True)
    assert list(stems) == ["What first?", "What is first?"]


def test_a_changed_evaluation_is_a_new_version(folder: Path) -> None:
    load(folder)
    edit(folder / "listening/evaluation.toml", "Anything else?", "Anything more?")
    load(folder)
    assert [form.version for form in EvaluationForm.objects.all()] == [2, 1]
    assert Assessment.objects.count() == 1


def test_another_recording_is_a_new_version_with_its_own_file(folder: Path) -> None:
    load(folder)
    (folder / "listening/video.mp4").write_bytes(mp4(11))
    load(folder)
    newer, older = Video.objects.all()
    assert (newer.version, newer.seconds, older.version, older.seconds) == (2, 11, 1, 10)
    assert newer.file.name != older.file.name


def test_corrected_captions_change_in_place(folder: Path) -> None:
    load(folder)
    edit(folder / "listening/captions.en.vtt", "Welcome.", "Welcome to all.")
    assert len(load(folder)) == 1
    assert "Welcome to all." in TextTrack.objects.get(kind="captions").vtt
    assert Video.objects.count() == 1


def test_a_courses_text_changes_in_place(folder: Path) -> None:
    load(folder)
    edit(folder / "listening/course.toml", "To listen better.", "To listen well.")
    load(folder)
    assert Course.objects.get().purpose == "To listen well."


def test_roles_offers_and_handouts_follow_the_file(folder: Path) -> None:
    load(folder)
    path = folder / "listening/course.toml"
    path.write_text(path.read_text().split("[[handouts]]")[0] + CREDIT)
    load(folder)
    course = Course.objects.get()
    assert [offer.credit_type.code for offer in course.offers.all()] == ["participation"]
    assert not course.handouts.exists()


CREDIT = '[[credits]]\ntype = "participation"\nmaximum = "0.25"\n'


def test_what_staff_entered_elsewhere_is_left_alone(folder: Path) -> None:
    load(folder)
    Course.objects.update(accme_activity_id="123456789")
    edit(folder / "listening/course.toml", "How to listen.", "How to listen well.")
    load(folder)
    assert Course.objects.get().accme_activity_id == "123456789"


def test_a_later_disclosure_is_added_beside_the_earlier_one(folder: Path) -> None:
    load(folder)
    path = folder / "series.toml"
    path.write_text(path.read_text().replace("signed_on = 2025-01-07", "signed_on = 2025-06-01"))
    load(folder)
    assert Person.objects.get().disclosures.count() == 2


def test_a_relationship_in_the_file_is_stored_with_its_form(folder: Path) -> None:
    with (folder / "series.toml").open("a") as file:
        file.write(RELATIONSHIP)
    load(folder)
    relationship = Person.objects.get().disclosures.get().relationships.get()
    assert relationship.company == "Acme"
    assert load(folder) == []


def test_the_file_judges_for_each_of_its_courses_but_never_over_staff(folder: Path) -> None:
    with (folder / "series.toml").open("a") as file:
        file.write(RELATIONSHIP)
    load(folder)
    judgement = Judgement.objects.get()
    assert (judgement.course, judgement.relevant) == (Course.objects.get(), False)
    assert judgement.judged_by is None
    assert judgement.exception_reason == "It sells chairs."
    relevant = 'relevant = true\nsteps = ["recused"]\nmitigated_on = 2025-01-07'
    edit(folder / "series.toml", "relevant = false", relevant)
    load(folder)
    judgement.refresh_from_db()
    assert (judgement.relevant, judgement.mitigation_steps) == (True, ["recused"])
    Judgement.objects.update(relevant=False, judged_by=make_user())
    load(folder)
    judgement.refresh_from_db()
    assert not judgement.relevant


RELATIONSHIP = """
[[people.disclosure.relationships]]
company = "Acme"
kind = "employee"
nature = "consultant"

[people.disclosure.relationships.judged.listening]
relevant = false
exception = "unrelated"
exception_reason = "It sells chairs."
"""


def test_a_form_that_staff_judged_or_learners_are_told_of_is_never_changed(folder: Path) -> None:
    load(folder)
    series = folder / "series.toml"
    with series.open("a") as file:
        file.write(RELATIONSHIP)
    with pytest.raises(SeriesErrors, match="shown in a published course, so it stays"):
        load(folder)
    assert not Judgement.objects.exists()
    Course.objects.update(published_at=None)
    load(folder)
    load_series(folder, now=NOW)
    Judgement.objects.update(judged_by=make_user())
    edit(series, 'company = "Acme"', 'company = "Beta"')
    Course.objects.update(published_at=None)
    with pytest.raises(SeriesErrors, match="was decided by staff"):
        load(folder)
    edit(series, "signed_on = 2025-01-07", "signed_on = 2025-06-01")
    load(folder)
    assert Judgement.objects.filter(relationship__company="Acme").exists()


def test_a_course_that_the_folder_does_not_judge_for_waits_for_staff(folder: Path) -> None:
    with (folder / "series.toml").open("a") as file:
        file.write(RELATIONSHIP.partition("\n\n")[0])
    [reasons] = load_series(folder, now=NOW).drafts.values()
    assert [each.code for each in reasons] == ["relevance_undecided"]
    assert not Judgement.objects.exists()


def test_a_course_that_the_rules_keep_back_is_loaded_as_a_draft(folder: Path) -> None:
    edit(folder / "listening/course.toml", "To listen better.", "")
    report = load_series(folder, now=NOW)
    assert [reason.code for reason in report.drafts["listening"]] == ["purpose_missing"]
    assert Course.objects.get().published_at is None


def test_a_published_course_cannot_lose_what_it_must_say(folder: Path) -> None:
    load(folder)
    edit(folder / "listening/course.toml", "To listen better.", "")
    with pytest.raises(SeriesErrors, match="Enter the purpose"):
        load(folder)
    assert Course.objects.get().purpose == "To listen better."


def test_a_published_sample_cannot_become_real(folder: Path) -> None:
    load(folder)
    edit(folder / "listening/course.toml", "sample = true", "sample = false")
    with pytest.raises(SeriesErrors, match=r"course\.toml: sample: "):
        load(folder)


def test_a_slug_belongs_to_one_series(folder: Path) -> None:
    load(folder)
    edit(folder / "series.toml", 'slug = "care"', 'slug = "other"')
    with pytest.raises(SeriesErrors, match="Belongs to a course of the series “care”"):
        load(folder)


def test_with_one_error_nothing_at_all_is_written(folder: Path) -> None:
    edit(folder / "listening/test.toml", "correct = true", "correct = false")
    with pytest.raises(SeriesErrors):
        load(folder)
    assert not Provider.objects.exists()
    assert not stored(folder)


def test_the_command_says_what_it_did_and_then_that_nothing_changed(folder: Path) -> None:
    out = StringIO()
    call_command("load_series", str(folder), stdout=out)
    assert "course “Listening to patients”: published" in out.getvalue()
    out = StringIO()
    call_command("load_series", str(folder), stdout=out)
    assert out.getvalue() == "Nothing has changed.\n"


def test_the_command_names_file_and_key_of_every_error(folder: Path) -> None:
    path = folder / "listening/course.toml"
    edit(path, "position = 1", 'position = "1"')
    edit(path, '"0.25"', '"0.3"')
    err = StringIO()
    with pytest.raises(CommandError, match=r"2 error.*nothing was loaded"):
        call_command("load_series", str(folder), stderr=err)
    assert err.getvalue().splitlines() == [
        f"{path}: position: Must be a whole number.",
        f"{path}: credits[1].maximum: “0.3” is not an amount in steps of 0.25.",
    ]


def test_a_changed_test_is_loaded_beside_a_version_that_is_being_written(folder: Path) -> None:
    load_series(folder, now=NOW)
    course = Course.objects.get()
    draft = Assessment.objects.create(course=course, version=2, pass_percent=70, digest="")
    edit(folder / "listening" / "test.toml", "pass_percent = 80", "pass_percent = 60")
    load_series(folder, now=NOW)
    assert [test.version for test in Assessment.objects.all()] == [3, 2, 1]
    assert course.assessments.get(released_at=None) == draft


def test_a_folder_says_how_many_questions_are_drawn_and_from_which_topics(folder: Path) -> None:
    test = folder / "listening" / "test.toml"
    edit(test, "max_attempts = 0", "max_attempts = 0\ndraw = 1\ndraw_by_topic = false")
    edit(test, 'key = "first"', 'key = "first"\ntopic = "Setting"')
    load(folder)
    made = Assessment.objects.get()
    assert (made.draw, made.draw_by_topic, made.asked_count) == (1, False, 1)
    assert [question.topic for question in made.questions.all()] == ["Setting", ""]
    assert load(folder) == []


def test_a_folder_says_what_an_item_measures(folder: Path) -> None:
    edit(
        folder / "listening" / "evaluation.toml",
        'key = "free"',
        'key = "free"\npurpose = "comment"',
    )
    load(folder)
    items = EvaluationForm.objects.get().items.all()
    assert [item.purpose for item in items] == ["", "comment"]


def test_a_newer_review_keeps_its_last_day_and_the_report_says_so(folder: Path) -> None:
    load(folder)
    course = Course.objects.get()
    record_review(
        course=course,
        actor=None,
        reviewed_on=date(2026, 11, 20),
        expires_on=date(2029, 11, 20),
        reviewer="Ann Lee, MD",
        outcome="current",
        evidence="The recording.",
        now=NOW,
    )
    (said,) = load(folder)
    assert "last day kept, set by the review of 2026-11-20" in said
    course.refresh_from_db()
    assert (course.reviewed_on, course.expires_on) == (date(2026, 11, 20), date(2029, 11, 20))
