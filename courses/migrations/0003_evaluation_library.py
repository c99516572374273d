"""The library of evaluation items that every provider begins with; staff may edit and add."""

from django.db import migrations

AGREE = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]
QUALITY = ["Poor", "Fair", "Good", "Very good", "Excellent"]

# Name, what it measures, kind, prompt, required, options.
ITEMS = [
    (
        "Learning objectives met",
        "objectives",
        "likert",
        "After this activity I am able to: {objective}",
        True,
        AGREE,
    ),
    (
        "Free of commercial bias",
        "bias",
        "choice",
        "Was the content free of commercial bias?",
        True,
        ["Yes, free of commercial bias", "No, I noticed commercial bias"],
    ),
    (
        "Commercial bias: where",
        "bias",
        "text",
        "If you noticed commercial bias, please say where. Do not enter patient information.",
        False,
        [],
    ),
    (
        "Intended change in practice",
        "change",
        "choices",
        "What do you intend to do because of this activity?",
        True,
        [
            "Change how I talk with patients",
            "Change how I assess patients",
            "Change how I refer, or whom I work with",
            "Change a procedure where I work",
            "Share what I learned with colleagues",
            "Nothing: it confirms what I do already",
            "Nothing: it does not apply to my work",
        ],
    ),
    (
        "Commitment to change",
        "change",
        "choice",
        "How likely are you to make at least one change in your practice within three months?",
        True,
        [
            "I will",
            "I probably will",
            "I am not sure",
            "I probably will not",
            "No change is needed: I do this already",
        ],
    ),
    (
        "The one change",
        "change",
        "text",
        "Which one thing will you do differently? Do not enter patient information.",
        False,
        [],
    ),
    (
        "Barriers",
        "barriers",
        "choices",
        "What could keep you from making a change?",
        False,
        [
            "Time in the visit",
            "Space or privacy",
            "No procedure where I work",
            "Not knowing the local resources",
            "Cost or coverage",
            "Support from colleagues or management",
            "Nothing",
        ],
    ),
    (
        "Overall quality",
        "overall",
        "likert",
        "How do you rate this activity overall?",
        True,
        QUALITY,
    ),
    (
        "Fit with practice",
        "overall",
        "likert",
        "The content fits the questions that come up in my practice.",
        False,
        AGREE,
    ),
    ("Faculty", "overall", "likert", "The faculty made the content clear.", False, AGREE),
    (
        "Wished-for topics",
        "comment",
        "text",
        "Which further topics would help you? Do not enter patient information.",
        False,
        [],
    ),
    (
        "Free comment",
        "comment",
        "text",
        "Anything else you would like to tell us? Do not enter patient information.",
        False,
        [],
    ),
]


def add_items(apps, schema_editor):
    model = apps.get_model("courses", "EvaluationLibraryItem")
    model.objects.bulk_create(
        model(
            name=name,
            purpose=purpose,
            kind=kind,
            prompt=prompt,
            required=required,
            options=options,
            position=position,
        )
        for position, (name, purpose, kind, prompt, required, options) in enumerate(ITEMS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_statements_and_credit_types")]
    operations = [migrations.RunPython(add_items, migrations.RunPython.noop)]
