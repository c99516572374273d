"""Checks of the content: video, captions, post-test and evaluation (DOMAIN §2.2)."""

from collections.abc import Iterator

from courses.sources import ACCESS, AMA_ENDURING, HOUSE
from publishing.services.checks.candidate import Candidate
from publishing.services.checks.check import Check, Finder
from video.services.tracks import check_saved, copied_from

_OUTCOME = "ACCME: every activity is evaluated"
_MOC = "ABIM MOC: feedback with rationale and citation"


def _video(candidate: Candidate) -> Iterator[str]:
    if candidate.video is None:
        yield "Add the video."


def _captions(candidate: Candidate) -> Iterator[str]:
    if candidate.video and not any(track.kind == "captions" for track in candidate.tracks):
        yield "Add captions, so that no one needs sound to take part."


def _tracks_read(candidate: Candidate) -> Iterator[str]:
    return filter(None, map(copied_from, candidate.tracks))


def _captions_fit(candidate: Candidate) -> Iterator[str]:
    for track in candidate.tracks:
        for finding in check_saved(track):
            if finding.is_misfit:
                yield f"{track}: {finding.message}"


def _pass_mark(candidate: Candidate) -> Iterator[str]:
    if candidate.test is not None and not 1 <= (candidate.test.pass_percent or 0) <= 100:
        yield "Set the pass mark, from 1 to 100 percent."


def _gaps(*codes: str) -> Finder:
    def find(candidate: Candidate) -> Iterator[str]:
        return (error.message for error in candidate.errors if error.code in codes)

    return find


def _check(
    code: str, rule: str, source: str, step: str, *errors: str, field: str = "", **kind: bool
) -> Check:
    """Return a check for the test and evaluation errors with the codes `errors`, or else with its own code."""
    return Check(code, rule, source, _gaps(*(errors or (code,))), step, field, **kind)


CHECKS = [
    Check("video_missing", "There is a recording", HOUSE, _video, "video"),
    Check(
        "captions_missing",
        "The video has captions",
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
    Check(
        "captions_end",
        "Captions cover the whole recording",
        f"{ACCESS}, 1.2.2",
        _captions_fit,
        "video",
        advice=True,
    ),
    _check("test_missing", "A post-test measures the objectives", AMA_ENDURING, "test"),
    Check(
        "pass_mark_missing",
        "The minimum performance level is set, and shown before the start",
        AMA_ENDURING,
        _pass_mark,
        "test",
        "pass_percent",
    ),
    _check(
        "objective_unmeasured",
        "Each objective is measured by a question",
        AMA_ENDURING,
        "test",
        optional=True,
    ),
    _check("stem_missing", "Each question is written", AMA_ENDURING, "test"),
    _check("right_choice", "Each question has exactly one correct choice", AMA_ENDURING, "test"),
    _check("choices_too_few", "Each question offers a choice", AMA_ENDURING, "test"),
    _check(
        "rationale_missing",
        "Each question explains its correct answer",
        _MOC,
        "test",
        optional=True,
    ),
    _check("citation_missing", "Each question names its source", _MOC, "test", optional=True),
    _check(
        "second_missing",
        "Each question points to a moment in the video",
        HOUSE,
        "test",
        optional=True,
    ),
    _check("question_after_end", "No question points past the end of the video", HOUSE, "test"),
    _check(
        "question_slip",
        "The choices of a question differ, make sense in any order, and no text is too long",
        HOUSE,
        "test",
    ),
    _check("question_twice", "No question is asked twice", HOUSE, "test"),
    _check(
        "draw",
        "There are enough questions to draw from, and enough for each topic",
        HOUSE,
        "test",
        *("draw_too_large", "draw_below_topics"),
        field="draw",
    ),
    _check("evaluation_missing", "There is an evaluation", _OUTCOME, "evaluation"),
    _check(
        "item_unfinished",
        "Each item of the evaluation is written",
        HOUSE,
        "evaluation",
        *("prompt_missing", "options_missing"),
    ),
    _check(
        "evaluation_objectives",
        "The evaluation asks whether the objectives were met",
        _OUTCOME,
        "evaluation",
        advice=True,
    ),
    _check(
        "evaluation_bias",
        "The evaluation asks about commercial bias",
        "ACCME Standard 1",
        "evaluation",
        advice=True,
    ),
    _check(
        "evaluation_change",
        "The evaluation asks what the learner will change",
        _OUTCOME,
        "evaluation",
        advice=True,
    ),
]
