"""A question as plain values, for the editor, for importing a file and for exporting."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from courses.models import Question
from courses.models.assessment import MAX_CHOICES

MOST_CHARACTERS = 4000
MOST_TOPIC_CHARACTERS = 80
UNASKABLE = {"stem_missing", "choices_too_few", "right_choice"}
"""Codes of what makes it impossible to ask a question at all."""
_NOUN = "(?:answers?|choices?|options?|responses?|alternatives?)"
_SOME = "(?:all|any|none|neither|either|both|some|most|each)"
_MANY = f"(?:{_SOME}|one|two|three|one or more|more than one)"
_HOW = r"(?: (?:is|are|apply|applies)\b.*| only)?"
_OTHERS = re.compile(
    rf"(?:{_SOME} |{_MANY} of |(?={_SOME}|the))(?:the |these |those )?(?:other )?(?:{_NOUN} )?"
    rf"(?:above|below|preceding|previous|following)(?:[- ](?:mentioned|listed|given))?(?: {_NOUN})?"
    rf"{_HOW}(?:,? (?:except|but)\b.*)?"
    rf"|(?:{_SOME}|{_MANY} of) (?:these|those)(?: {_NOUN})?{_HOW}"
    rf"|{_SOME} (?:of )?(?:the )?(?:other )?{_NOUN}{_HOW}"
    rf"|{_MANY}(?: of them)? (?:is|are) (?:correct|right|true|wrong|incorrect|false)"
)
"""A whole choice that only makes sense beside the others, such as “all of the above”."""
_LETTER = r"[(\[]?[a-h][)\]]?"
_AND = "(?: ?, ?(?:and |or )?| ?[&+] ?| (?:and|or|nor) )"
_LETTERS = re.compile(
    rf"(?:(?:both|either|neither|only|{_NOUN}) ){{0,2}}{_LETTER}(?:{_AND}{_LETTER})+{_HOW}"
    rf"|(?:{_NOUN} )?{_LETTER} only|(?:only|(?:all|any) (?:except|but)) (?:{_NOUN} )?{_LETTER}"
)
"""A whole choice that names others by their letters, such as “both A and B”."""
_LONGEST_POINTER = 120
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})|(\d{1,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class QuestionContent:
    """A question's content. `right` is the index of the right choice, from 0; None if none is marked."""

    stem: str = ""
    choices: tuple[str, ...] = ()
    right: int | None = None
    rationale: str = ""
    citation: str = ""
    video_second: int | None = None
    topic: str = ""
    key: str = ""

    @property
    def asks(self) -> tuple[str, frozenset[str]]:
        """What makes two questions the same: stem and choices, whatever the order and spacing."""
        return _plain(self.stem), frozenset(map(_plain, self.choices))


def content_of(question: Question) -> QuestionContent:
    """Return the content of a saved question."""
    choices = list(question.choices.all())
    right = next((place for place, choice in enumerate(choices) if choice.is_correct), None)
    return QuestionContent(
        stem=question.stem,
        choices=tuple(choice.text for choice in choices),
        right=right,
        rationale=question.rationale,
        citation=question.citation,
        video_second=question.video_second,
        topic=question.topic,
        key=question.key,
    )


def cleaned(content: QuestionContent) -> QuestionContent:
    """Return the content with its texts stripped and line endings normalized."""
    return replace(
        content,
        stem=_trimmed(content.stem),
        choices=tuple(map(_trimmed, content.choices)),
        rationale=_trimmed(content.rationale),
        citation=_trimmed(content.citation),
        topic=_trimmed(content.topic),
    )


def content_errors(content: QuestionContent, *, released: bool = False) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with the content, not merely unfinished.

    `released`: learners are asked it already, so nothing is said about how its choices are worded.
    """
    if len(content.choices) > MAX_CHOICES:
        yield f"At most {MAX_CHOICES} choices can be given; here are {len(content.choices)}."
    if not all(content.choices):
        yield "One of the choices is empty."
    if len({_plain(choice) for choice in content.choices}) < len(content.choices):
        yield "Two of the choices are the same."
    if content.right is not None and not 0 <= content.right < len(content.choices):
        yield "The choice marked as right is not one of the choices."
    texts = (content.stem, content.rationale, content.citation, *content.choices)
    if max(map(len, texts)) > MOST_CHARACTERS:
        yield f"A text is longer than {MOST_CHARACTERS} characters."
    if len(content.topic) > MOST_TOPIC_CHARACTERS or "\n" in content.topic:
        yield f"A topic is one line of at most {MOST_TOPIC_CHARACTERS} characters."
    for choice in () if released else filter(partial(_points, content), content.choices):
        yield (
            f"“{choice}” points to other choices, but each learner sees the choices in another order."
            " Write out what it stands for."
        )


def _points(content: QuestionContent, choice: str) -> bool:
    """Whether a choice is told by the place of others: in words, or by letters that are choices here."""
    words = _plain(choice[:_LONGEST_POINTER]).strip(" .;:!\"'“”‘’*_")
    if len(choice) > _LONGEST_POINTER or not words:
        return False
    if _OTHERS.fullmatch(words):
        return True
    here = "abcdefgh"[: len(content.choices)]
    named = re.findall(r"\b[a-h]\b", words)
    return bool(_LETTERS.fullmatch(words)) and all(letter in here for letter in named)


def unfinished(content: QuestionContent) -> Iterator[tuple[str, str]]:
    """Yield what is missing before learners may see the question: a code, and what to do."""
    if not content.stem:
        yield "stem_missing", "write the question."
    if len(content.choices) < 2:
        yield "choices_too_few", "give at least two choices."
    if content.right is None:
        yield "right_choice", "mark the right choice."
    if not content.rationale:
        yield "rationale_missing", "say why the right answer is right."
    if not content.citation:
        yield "citation_missing", "name the source of its answer."
    if content.video_second is None:
        yield "second_missing", "say at which moment of the video its answer is given."


def after_end(content: QuestionContent, seconds: int | None) -> Iterator[str]:
    """Yield a sentence if the moment is after the end of a video of `seconds` (None: no video yet)."""
    second = content.video_second
    if second is not None and seconds is not None and second >= seconds:
        yield f"{clock(second)} is after the end of the video ({clock(seconds)})."


def clock(seconds: int) -> str:
    """Return seconds as `m:ss`, or from one hour on as `h:mm:ss`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds_of(text: str) -> int:
    """Return the seconds in `m:ss`, `h:mm:ss` or a plain number of seconds. Raises `ValueError`."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    hours, minutes, rest, plain = found.groups()
    if plain is not None:
        return int(plain)
    if int(rest) > 59 or (hours is not None and int(minutes) > 59):
        raise ValueError(text)
    return 3600 * int(hours or 0) + 60 * int(minutes) + int(rest)


def _trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
