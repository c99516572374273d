"""Where credit can be reported, what a learner agrees to, and the boards (dormant).

Staff edit them afterwards.
"""

from django.db import migrations

DESTINATIONS = [
    {
        "code": "pars",
        "name": "ACCME (PARS)",
        "description": (
            "The Accreditation Council for Continuing Medical Education keeps a "
            "record of physicians’ credit. State medical boards can look into it, "
            "and you can see your own in CME Passport."
        ),
        "website": "https://www.cmepassport.org/",
        "needs_birth_day": True,
    },
    {
        "code": "ce-broker",
        "name": "CE Broker",
        "description": (
            "The record that the boards of Florida, Georgia and other states use for "
            "the continuing education of their licensees."
        ),
        "licence_states": ["FL", "GA"],  # UNCONFIRMED which boards beyond these; staff edit it
        "website": "https://cebroker.com/",
    },
    {
        "code": "state-board",
        "name": "State licensing board",
        "description": "A board that takes reports as a list.",
        "active": False,
    },
    {
        "code": "own-records",
        "name": "The provider’s own records",
        "description": (
            "Lists for the provider itself: no licence, no NPI, no birthday, so no "
            "consent is needed."
        ),
        "is_external": False,
    },
]
TEXTS = {
    "pars": (
        "I agree that the credit I earn here is reported to the Accreditation "
        "Council for Continuing Medical Education (ACCME) through its system "
        "PARS, with my name, the month and day of my birth, my licence or NPI, "
        "the activity, the amount of credit and the date. State medical boards "
        "and certifying boards can see it there. I can withdraw this at any "
        "time: nothing more is reported then, and what was reported is asked to "
        "be deleted."
    ),
    "ce-broker": (
        "I agree that the credit I earn here is reported to CE Broker, with my "
        "name, my licence, the course, the amount of credit and the date, so "
        "that the board that licenses me can see it. I can withdraw this at any "
        "time: nothing more is reported then, and what was reported is asked to "
        "be deleted."
    ),
    "state-board": (
        "I agree that the credit I earn here is reported to the board that "
        "licenses me, with my name, my licence, the activity, the amount of "
        "credit and the date. I can withdraw this at any time: nothing more is "
        "reported then, and what was reported is asked to be deleted."
    ),
}
BOARDS = [
    ("ABA", "American Board of Anesthesiology"),
    ("ABIM", "American Board of Internal Medicine"),
    ("ABOHNS", "American Board of Otolaryngology – Head and Neck Surgery"),
    ("ABOS", "American Board of Orthopaedic Surgery"),
    ("ABP", "American Board of Pediatrics"),
    ("ABPATH", "American Board of Pathology"),
    ("ABPMR", "American Board of Physical Medicine and Rehabilitation"),
    ("ABS", "American Board of Surgery"),
    ("ABTS", "American Board of Thoracic Surgery"),
]


def add_destinations(apps, schema_editor):
    Destination = apps.get_model("reporting", "ReportingDestination")
    ConsentText = apps.get_model("reporting", "ConsentText")
    for position, fields in enumerate(DESTINATIONS, start=1):
        destination = Destination.objects.create(position=position, **fields)
        if fields["code"] in TEXTS:
            ConsentText.objects.create(
                destination=destination, version=1, text=TEXTS[fields["code"]]
            )
    Board = apps.get_model("reporting", "CertifyingBoard")
    Board.objects.bulk_create(Board(code=code, name=name) for code, name in BOARDS)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_tables")]
    operations = [migrations.RunPython(add_destinations, migrations.RunPython.noop)]
