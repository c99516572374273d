"""A question as plain values, for the editor, for importing a file and for exporting."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
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
_MANY = f"(?:{_SOME}|one|two|three|(?:one|two|three) or more|more than one)"
_COUNT = "(?:two|three|four|five|six|seven)"
_HOW = r"(?: (?:is|are|apply|applies)\b.*| only)?"
_GIVEN = "(?:mentioned|listed|given|named)"
_PLACE = "(?:above|below|preceding|previous|following|aforementioned)"
_OTHERS = re.compile(
    rf"(?:{_SOME} |{_MANY} of |(?={_SOME}|the (?:answers?|choices?|options?|above)))"
    rf"(?:the |these |those )?(?:other )?(?:{_NOUN} )?"
    rf"{_PLACE}(?:[- ]{_GIVEN})?(?: {_NOUN})?{_HOW}(?:,? (?:except|but)\b.*)?"
    rf"|(?:everything|anything|nothing)(?: else)?(?: {_GIVEN})?(?: {_PLACE}| {_GIVEN}){_HOW}"
    rf"|(?:see|same as|as) {_PLACE}"
    rf"|(?:{_SOME}|{_MANY} of) (?:these|those)(?: {_NOUN}| {_GIVEN}){{0,2}}{_HOW}"
    rf"|{_SOME} (?:of )?(?:the )?(?:other )?(?:{_GIVEN} )?{_NOUN}(?: {_GIVEN})?{_HOW}"
    rf"|{_SOME} (?:listed|mentioned|of the {_GIVEN})(?: {_PLACE})?{_HOW}"
    rf"|(?:{_SOME}|{_MANY} of them) (?:is|are) (?:correct|right|true|wrong|incorrect|false)"
    rf"|all (?:of the )?{_COUNT}(?: of (?:them|these|those))?(?: {_NOUN})?{_HOW}"
    rf"|(?:only )?the (?:first|last)(?: and (?:the )?(?:second|third|last)| {_COUNT})(?: {_NOUN})?{_HOW}"
    rf"|only the (?:first|second|third|last)(?: {_NOUN})?|all (?:except|but) the (?:first|second|third|last)"
)
"""A whole choice that only makes sense beside the others, such as “all of the above”."""
_LETTER = rf"(?:{_NOUN} )?[(\[]?[a-h][)\].]?"
_NUMBER = rf"(?:{_NOUN} )?[(\[]?[1-8][)\].]?"
_AND = "(?: ?, ?(?:and |or )?| ?[&+/] ?| ?[-‐–—] ?| (?:and|or|nor|to|through) )"
_LETTERS = re.compile(
    rf"(?:(?:both|either|neither|only|{_NOUN}) ){{0,2}}{_LETTER}(?:{_AND}{_LETTER})+{_HOW}"
    rf"(?:,? (?:but )?not {_LETTER})?"
    rf"|{_LETTER} only|(?:only|not|same as|(?:all|any) (?:except|but)) {_LETTER}"
    rf"|{_LETTER},? but not {_LETTER}"
    rf"|(?:(?:both|either|neither|only) )?(?:both|either|neither|{_NOUN}) {_NUMBER}(?:{_AND}{_NUMBER})+{_HOW}"
)
"""A whole choice that names others by their letters or numbers, such as “both A and B”."""
_OWN_LETTER = re.compile(r"[(\[]?([a-h1-8])[)\].]\s+(?=\S)", re.IGNORECASE)
_IN_ORDER = {line[:count] for line in ("abcdefgh", "12345678") for count in range(2, 9)}
_SPECIES = re.compile(r"[A-H]\. [a-z]{4,}")
_IN_BRACKETS = re.compile(r" ?\([^()]{1,40}\)$")
_LONGEST_POINTER = 120
_CLOCK = re.compile(
    r"(?:(?:(\d{1,2}):)?(\d{1,3}):(\d{2})|(\d{1,6}))(?:[.,]0{1,6})?(?: ?s(?:ec(?:onds?)?)?)?",
    re.ASCII,
)


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
    objectives: tuple[str, ...] = ()

    @property
    def asks(self) -> tuple[str, frozenset[str]]:
        """What makes two questions the same: stem and choices, whatever the order and spacing."""
        return _plain(self.stem), frozenset(map(_plain, without_letters(self.choices)))


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
        objectives=tuple(question.objectives),
    )


def cleaned(content: QuestionContent) -> QuestionContent:
    """Return the content with its texts stripped, line endings normalized, and choices without own letters."""
    return replace(
        content,
        stem=_trimmed(content.stem),
        choices=without_letters(tuple(map(_trimmed, content.choices))),
        rationale=_trimmed(content.rationale),
        citation=_trimmed(content.citation),
        topic=_trimmed(content.topic),
        objectives=tuple(filter(None, map(_trimmed, content.objectives))),
    )


def without_letters(choices: Sequence[str]) -> tuple[str, ...]:
    """Return choices without “A.”, “B.” … or “1)”, “2)” … in front, if all have them in order.

    They would be shuffled with the choices. Species, “A. fumigatus”, keep their genus.
    """
    found = [_OWN_LETTER.match(choice) for choice in choices]
    marks = "".join(each[1] for each in found if each).lower()
    is_species = all(map(_SPECIES.fullmatch, choices))
    if len(marks) < max(len(choices), 2) or is_species or marks not in _IN_ORDER:
        return tuple(choices)
    return tuple(choice[each.end() :] for choice, each in zip(choices, found, strict=True) if each)


def content_errors(content: QuestionContent, *, released: bool = False) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with the content, not merely unfinished.

    `released`: learners are asked it already, so nothing is said about how its choices are worded.
    """
    if len(content.choices) > MAX_CHOICES:
        yield f"At most {MAX_CHOICES} choices can be given; there are {len(content.choices)}."
    if not all(content.choices):
        yield "One of the choices is empty."
    if len({_plain(choice) for choice in content.choices}) < len(content.choices):
        yield "Two of the choices are the same."
    if content.right is not None and not 0 <= content.right < len(content.choices):
        yield "The choice marked as correct is not one of the choices."
    texts = (content.stem, content.rationale, content.citation, *content.choices)
    if max(map(len, texts)) > MOST_CHARACTERS:
        yield f"A text is longer than {MOST_CHARACTERS} characters."
    if len(content.topic) > MOST_TOPIC_CHARACTERS or "\n" in content.topic:
        yield f"A topic is one line of up to {MOST_TOPIC_CHARACTERS} characters."
    for choice in () if released else filter(partial(_points, content), content.choices):
        yield (
            f"“{choice}” points to other choices, but each learner sees the choices in a different order."
            " Write out what it means."
        )


def _points(content: QuestionContent, choice: str) -> bool:
    """Whether a choice is told by the place of others: in words, or by letters that are choices here."""
    if len(choice) > _LONGEST_POINTER:
        return False
    here = "abcdefgh"[: len(content.choices)] + "12345678"[: len(content.choices)]
    for words in _seen(choice):
        named = re.findall(r"\b[a-h]\b", words) or re.findall(r"\b[1-8]\b", words)
        if _OTHERS.fullmatch(words) or (_LETTERS.fullmatch(words) and set(named) <= set(here)):
            return True
    return False


def _seen(choice: str) -> Iterator[str]:
    """Yield a choice as a reader sees it, then without a letter of its own, and without a note in brackets."""
    text = "".join(each for each in choice if unicodedata.category(each) != "Cf")
    text = unicodedata.normalize("NFKC", text).strip()
    for seen in (text, _OWN_LETTER.sub("", text, count=1), _IN_BRACKETS.sub("", text)):
        yield _plain(seen).strip(" .;:!\"'“”‘’*_")


def unfinished(content: QuestionContent) -> Iterator[tuple[str, str]]:
    """Yield what is missing before learners may see the question: a code, and what to do."""
    if not content.stem:
        yield "stem_missing", "write the question."
    if len(content.choices) < 2:
        yield "choices_too_few", "give at least two choices."
    if content.right is None:
        yield "right_choice", "mark the correct choice."
    if not content.rationale:
        yield "rationale_missing", "explain the correct answer."
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
    """Return the seconds in `m:ss`, `h:mm:ss` or a number of whole seconds: “65s”, “65.0”. Raises `ValueError`."""
    found = _CLOCK.fullmatch(text.strip().lower())
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
