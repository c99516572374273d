"""The table of everything learners are told before they start (DOMAIN §2.1), in reading order.

The page, the course editor, the loader of series folders and the publish list all use it. A new text
needs a field of `Course`, a row here and a migration (docs/how-it-works/front-matter.md).
"""

from dataclasses import dataclass
from enum import Enum

from courses import sources


class Kind(Enum):
    """How a text is written: as plain text, in Markdown, or as a list with one entry to a line."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    LINES = "lines"


class Need(Enum):
    """Whether a course may be published without the text."""

    NO = "never asked for"
    UNLESS_WAIVED = "asked for, unless an owner says that the accreditor no longer does"
    ALWAYS = "always asked for"


class Place(Enum):
    """Where staff write a text: the step of the course editor, and the heading within it."""

    WHAT_FOR = ("about", "What it is for")
    HOW = ("about", "How it works")
    BEFORE = ("about", "Before you watch")
    SOURCES = ("about", "Sources and rights")
    DISCLOSED = ("credit", "What must be disclosed")

    def __init__(self, step: str, heading: str) -> None:
        self.step, self.heading = step, heading


@dataclass(frozen=True)
class FrontMatterElement:
    """One heading of the front matter; `courses.services.front_matter` builds the text below it.

    `key` identifies the element in every recorded version, so it never changes.
    """

    key: str
    heading: str


@dataclass(frozen=True, kw_only=True)
class FrontMatterText(FrontMatterElement):
    """A text that staff write: `field` is its field of `Course` and its key in course.toml.

    The editor shows `hint`, and `label` if it differs from the heading; `source` is the rule that requires
    the text. `name` is what sentences call it, if not “the” and its label. `file` is its file in a series'
    folder, if it is not in course.toml. `needed_if` is the field of `Series` that says whether its courses
    need the text at all.
    """

    field: str
    hint: str
    place: Place
    source: str
    kind: Kind = Kind.PLAIN
    need: Need = Need.NO
    label: str = ""
    name: str = ""
    file: str = ""
    needed_if: str = ""

    @property
    def asked_as(self) -> str:
        return self.label or self.heading

    @property
    def in_a_sentence(self) -> str:
        return self.name or f"the {self.asked_as[:1].lower()}{self.asked_as[1:]}"

    @property
    def is_needed(self) -> bool:
        return self.need is not Need.NO


FRONT_MATTER: tuple[FrontMatterElement, ...] = (
    FrontMatterText(
        "purpose",
        "Purpose",
        field="purpose",
        hint="One sentence: what will be better afterwards.",
        place=Place.WHAT_FOR,
        source=sources.AMA_CORE,
        need=Need.ALWAYS,
    ),
    FrontMatterText(
        "objectives",
        "Learning objectives",
        field="objectives",
        hint="One per line, each beginning with what the learner will be able to do.",
        place=Place.WHAT_FOR,
        source=sources.AMA_CORE,
        kind=Kind.LINES,
        need=Need.ALWAYS,
    ),
    FrontMatterText(
        "audience",
        "Who it is for",
        field="target_audience",
        label="Target audience",
        hint="One group to a line, such as Physicians.",
        place=Place.WHAT_FOR,
        source=sources.CUSTOM,
        kind=Kind.LINES,
        need=Need.UNLESS_WAIVED,
    ),
    FrontMatterElement("faculty", "Faculty and planners"),
    FrontMatterText(
        "content-note",
        "Before you watch",
        field="content_note",
        label="Content note",
        hint="What may be hard to watch, and how to stop. It is shown at the video too.",
        place=Place.BEFORE,
        source=sources.HOUSE,
        kind=Kind.MARKDOWN,
        need=Need.UNLESS_WAIVED,
        needed_if="needs_content_note",
    ),
    FrontMatterText(
        "format",
        "Format",
        field="medium",
        label="Medium",
        hint="What it is made of, such as Recorded lecture with slides.",
        place=Place.HOW,
        source=sources.ENDURING,
        need=Need.UNLESS_WAIVED,
    ),
    FrontMatterText(
        "method",
        "How to take part",
        field="participation_method",
        label="Method of participation",
        hint="The steps to credit: watch, pass the post-test, evaluate, claim.",
        place=Place.HOW,
        source=sources.ENDURING,
        kind=Kind.MARKDOWN,
        need=Need.UNLESS_WAIVED,
    ),
    FrontMatterElement("time", "Estimated time"),
    FrontMatterElement("minimum-performance", "Post-test"),
    FrontMatterElement("credit", "Credit"),
    FrontMatterElement("dates", "Dates"),
    FrontMatterElement("accreditation", "Accreditation statement"),
    FrontMatterElement("designation", "Credit designation statement"),
    FrontMatterText(
        "disclosure",
        "Disclosure",
        field="disclosure_note",
        label="Note on the disclosure",
        hint="Who has relevant financial relationships, or that nobody has, is written for you from the"
        " judged disclosure forms. Here you can add to it, and not say it again.",
        place=Place.DISCLOSED,
        source=sources.STANDARD_3,
    ),
    FrontMatterElement("commercial-support", "Commercial support"),
    FrontMatterText(
        "bibliography",
        "Sources for further study",
        field="bibliography",
        hint="One source to a line that begins with “- ”.",
        place=Place.SOURCES,
        source=sources.AMA_ENDURING,
        kind=Kind.MARKDOWN,
        need=Need.UNLESS_WAIVED,
        file="bibliography.md",
    ),
    FrontMatterText(
        "accommodation",
        "If you need an accommodation",
        field="accommodation",
        label="How to ask for an accommodation",
        hint="Whom to write to, and by when there is an answer.",
        place=Place.BEFORE,
        source=sources.ACCESS,
        kind=Kind.MARKDOWN,
        need=Need.ALWAYS,
        name="how to ask for an accommodation",
    ),
    FrontMatterText(
        "hardware",
        "What you need",
        field="hardware_requirements",
        label="Hardware and software",
        hint="Browser, sound, connection.",
        place=Place.BEFORE,
        source=sources.INTERNET,
        need=Need.UNLESS_WAIVED,
        name="the hardware and software that are needed",
    ),
    FrontMatterElement("contact", "Contact"),
    FrontMatterElement("privacy", "Privacy and confidentiality"),
    FrontMatterText(
        "copyright",
        "Copyright",
        field="copyright",
        hint="Who holds the rights, and since when.",
        place=Place.SOURCES,
        source=sources.INTERNET,
        need=Need.UNLESS_WAIVED,
    ),
)
INTRODUCTION = ("objectives", "faculty")
"""Keys of what the page of a course says first, each below a heading of its own."""
BEFORE_START = (
    *INTRODUCTION,
    "content-note",
    "credit",
    "accreditation",
    "designation",
    "disclosure",
    "commercial-support",
    "minimum-performance",
    "method",
    "format",
    "time",
    "dates",
)
"""Keys of what everyone reads before the start, unfolded, in that order: DOMAIN §2.1, and Standard 3 of the ACCME."""
FRONT_MATTER_TEXTS = tuple(each for each in FRONT_MATTER if isinstance(each, FrontMatterText))
