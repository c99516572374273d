"""What is learned from and by: video, captions, post-test and evaluation (DOMAIN §2.2)."""

from collections.abc import Iterator

from courses.models import ItemPurpose
from publishing.services.checks.candidate import Candidate
from publishing.services.checks.check import ACCESS, AMA_ENDURING, HOUSE, Check, Finder

_OUTCOME = "ACCME: every activity is evaluated"
_MOC = "ABIM MOC: feedback with rationale and citation"


def _video(candidate: Candidate) -> Iterator[str]:
    if candidate.video is None:
        yield "Add the video."


def _captions(candidate: Candidate) -> Iterator[str]:
    if candidate.video is None:
        return
    spoken = getattr(candidate.video, "language", "")
    captions = {track.language for track in candidate.tracks if track.kind == "captions"}
    if not captions:
        yield "Add captions: nobody may need sound to take part."
    elif spoken and spoken not in captions:
        yield f"Add captions in the language of the video ({spoken})."


def _tracks_read(candidate: Candidate) -> Iterator[str]:
    for track in candidate.tracks:
        if track.copied_at is not None:
            yield f"{track}: copied from an earlier recording. Read it against this one."


def _test(candidate: Candidate) -> Iterator[str]:
    if not candidate.questions:
        yield "Add the post-test with its pass mark."


def _pass_mark(candidate: Candidate) -> Iterator[str]:
    if candidate.test is not None and not 1 <= (candidate.test.pass_percent or 0) <= 100:
        yield "Set the pass mark, from 1 to 100 percent."


def _right_choices(candidate: Candidate) -> Iterator[str]:
    for question in candidate.questions:
        right = sum(choice.is_correct for choice in question.choices.all())
        if right != 1:
            yield f"Question {question.position}: mark exactly one choice as right ({right} are)."


def _two_choices(candidate: Candidate) -> Iterator[str]:
    for question in candidate.questions:
        if len(question.choices.all()) < 2:
            yield f"Question {question.position}: give at least two choices."


def _rationale(candidate: Candidate) -> Iterator[str]:
    for question in candidate.questions:
        if not question.rationale.strip():
            yield f"Question {question.position}: say why the right answer is right."


def _citation(candidate: Candidate) -> Iterator[str]:
    for question in candidate.questions:
        if not question.citation.strip():
            yield f"Question {question.position}: name the source of its answer."


def _second(candidate: Candidate) -> Iterator[str]:
    for question in candidate.questions:
        if question.video_second is None:
            yield f"Question {question.position}: say at which second the video answers it."
        elif candidate.video and question.video_second >= candidate.video.seconds:
            yield f"Question {question.position}: its second is after the end of the video."


def _evaluation(candidate: Candidate) -> Iterator[str]:
    if not candidate.items:
        yield "Add the evaluation."


def _asks_for(purpose: ItemPurpose, words: tuple[str, ...], advice: str) -> Finder:
    """An item counts by its purpose; one that names none (from a folder) by what it says."""

    def find(candidate: Candidate) -> Iterator[str]:
        said = [f"{item.key} {item.prompt}".lower() for item in candidate.items if not item.purpose]
        meant = any(item.purpose == purpose for item in candidate.items)
        if (
            candidate.items
            and not meant
            and not any(word in text for text in said for word in words)
        ):
            yield advice

    return find


CHECKS = [
    Check("video_missing", "There is a recording", HOUSE, _video, "video"),
    Check(
        "captions_missing",
        "The video has captions in its language",
        f"{ACCESS}, 1.2.2",
        _captions,
        "video",
    ),
    Check(
        "tracks_unread",
        "Captions and chapters belong to this recording",
        f"{ACCESS}, 1.2.2",
        _tracks_read,
        "video",
    ),
    Check("test_missing", "A post-test measures the objectives", AMA_ENDURING, _test, "test"),
    Check(
        "pass_mark_missing",
        "The minimum performance level is set, and told before the start",
        AMA_ENDURING,
        _pass_mark,
        "test",
        "pass_percent",
    ),
    Check(
        "right_choice",
        "Each question has exactly one right choice",
        AMA_ENDURING,
        _right_choices,
        "test",
    ),
    Check("choices_too_few", "Each question offers a choice", AMA_ENDURING, _two_choices, "test"),
    Check(
        "rationale_missing",
        "Each question says why its answer is right",
        _MOC,
        _rationale,
        "test",
        optional=True,
    ),
    Check(
        "citation_missing",
        "Each question names its source",
        _MOC,
        _citation,
        "test",
        optional=True,
    ),
    Check(
        "question_second",
        "Each question points to a second of the video",
        HOUSE,
        _second,
        "test",
    ),
    Check("evaluation_missing", "There is an evaluation", _OUTCOME, _evaluation, "evaluation"),
    Check(
        "evaluation_objectives",
        "The evaluation asks whether the objectives were met",
        _OUTCOME,
        _asks_for(
            ItemPurpose.OBJECTIVES,
            ("objective", "able to", "i can"),
            "Ask whether the objectives were met.",
        ),
        "evaluation",
        advice=True,
    ),
    Check(
        "evaluation_bias",
        "The evaluation asks about commercial bias",
        "ACCME Standard 1",
        _asks_for(
            ItemPurpose.BIAS, ("bias",), "Ask whether the content was free of commercial bias."
        ),
        "evaluation",
        advice=True,
    ),
    Check(
        "evaluation_change",
        "The evaluation asks what the learner will change",
        _OUTCOME,
        _asks_for(
            ItemPurpose.CHANGE, ("change", "differently"), "Ask what the learner intends to change."
        ),
        "evaluation",
        advice=True,
    ),
]
