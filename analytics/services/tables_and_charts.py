"""Tables and charts of one course: the curve of a video, a test's items, an evaluation."""

from collections.abc import Sequence

from analytics.services.coverage import BUCKET
from analytics.services.evaluation_results import ItemOpinion, Opinions
from analytics.services.items import ItemFigures
from courses.models import ItemPurpose, Video
from providers.charts import BarChart, LineChart, bar_chart, line_chart
from providers.tables import Cell, Share, Table, share

_HEADINGS = [
    (ItemPurpose.OBJECTIVES, "Objectives met"),
    (ItemPurpose.CHANGE, "Intended changes"),
    (ItemPurpose.BIAS, "Commercial bias"),
    (ItemPurpose.BARRIERS, "Barriers to change"),
    (ItemPurpose.OVERALL, "Overall judgment"),
]


def watching_chart(curve: Sequence[float], video: Video) -> LineChart:
    """Draw the share of learners who watched each ten seconds."""
    labels = [clock(place * BUCKET) for place in range(len(curve))]
    labels[-1] = clock(video.seconds)
    title = "Share of learners who watched each ten seconds"
    return line_chart(
        "watching-chart", title, [("Share who watched", curve)], labels=labels, whole=1
    )


def watching_table(curve: Sequence[float], video: Video) -> Table:
    rows: list[list[Cell]] = [
        [
            f"{clock(place * BUCKET)} to {clock(min((place + 1) * BUCKET, video.seconds))}",
            Share(part),
        ]
        for place, part in enumerate(curve)
    ]
    return Table("watching", "Each ten seconds", ["From … to", "Who watched"], rows, folded=True)


def items_table(items: Sequence[ItemFigures]) -> Table:
    columns = [
        "Item",
        "Asked",
        "Correct at first",
        "Difficulty (share correct)",
        "Discrimination",
        "To revise",
    ]
    rows: list[list[Cell]] = [
        [
            f"{number}. {item.question.stem}",
            item.asked,
            item.right,
            Share(item.difficulty),
            item.discrimination,
            "yes" if item.reasons else ("" if item.judged else "too few to say"),
        ]
        for number, item in enumerate(items, start=1)
    ]
    return Table("items", "Item by item", columns, rows)


def items_chart(items: Sequence[ItemFigures]) -> BarChart:
    """Draw the share who were right, for each question."""
    rows = [
        (
            f"{number}. {item.question.stem}",
            round(1000 * item.difficulty),
            str(Share(item.difficulty)),
        )
        for number, item in enumerate(items, start=1)
    ]
    return bar_chart(
        "items-chart", "Share who answered correctly on the first attempt", rows, whole=1000
    )


def choices_table(items: Sequence[ItemFigures]) -> Table:
    rows: list[list[Cell]] = [
        [
            f"{number}. {item.question.stem}",
            each.choice.text,
            "right" if each.choice.is_correct else "wrong",
            each.taken,
            Share(each.share),
        ]
        for number, item in enumerate(items, start=1)
        for each in item.choices
    ]
    columns = ["Item", "Choice", "Is", "Taken", "Of those asked"]
    return Table("choices", "Every choice", columns, rows, folded=True)


def opinion_chart(opinion: ItemOpinion) -> BarChart:
    """Draw how often each option was chosen, of all who answered the evaluation."""
    whole = opinion.responses
    rows = [
        (str(option), count, f"{count:,} ({share(count, whole)})")
        for option, count in zip(opinion.item.options, opinion.counts, strict=True)
    ]
    return bar_chart(f"item-{opinion.item.pk}-chart", opinion.item.prompt, rows, whole=whole)


def evaluation_sections(found: Opinions) -> list[tuple[str, list[tuple[ItemOpinion, BarChart]]]]:
    """Return the items under headings by their purpose; those without one come last."""
    sections = []
    known = {purpose for purpose, _ in _HEADINGS}
    about_bias = {each.item.pk for each in found.bias}
    for purpose, heading in [*_HEADINGS, (None, "Other questions")]:
        wanted = [each for each in found.items if _purpose(each, about_bias, known) == purpose]
        if wanted:
            sections.append((heading, [(each, opinion_chart(each)) for each in wanted]))
    return sections


def evaluation_table(found: Opinions) -> Table:
    rows: list[list[Cell]] = [
        [each.item.prompt, str(option), count, share(count, found.responses)]
        for each in found.items
        for option, count in zip(each.item.options, each.counts, strict=True)
    ]
    columns = ["Question", "Answer", "Number", "Of all evaluations"]
    return Table("evaluation", "Every question and answer", columns, rows, folded=True)


def clock(seconds: int) -> str:
    """Return minutes and seconds: 65 → “1:05”."""
    return f"{seconds // 60}:{seconds % 60:02}"


def _purpose(
    each: ItemOpinion, about_bias: set[int], known: set[ItemPurpose]
) -> ItemPurpose | None:
    if each.item.pk in about_bias:
        return ItemPurpose.BIAS
    key, purpose = each.item.key, each.item.purpose
    if purpose in known:
        return ItemPurpose(purpose)
    # For evaluations that were written before items had a purpose.
    guesses = {"objective": ItemPurpose.OBJECTIVES, "change": ItemPurpose.CHANGE}
    guesses["barrier"] = ItemPurpose.BARRIERS
    return next((guess for word, guess in guesses.items() if word in key), None)
