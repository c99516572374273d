"""The installation's texts and the hotlines to begin with (DOMAIN §9.2).

Staff edit them afterwards.
"""

from datetime import date

from django.db import migrations

HEADLINE = "Recognize human trafficking. Know what to do next."
WELCOME = (
    "A free webinar series for physicians, nurses and everyone who works in "
    "healthcare. Watch at any hour, prove what you learned, and leave with a "
    "certificate that anyone can verify."
)
AUDIENCE = """\
Physicians, nurses, social workers, students, and the staff at the front desk: anyone who may be \
the one person a
patient who has been trafficked gets to speak with. Sex trafficking and labor trafficking are both \
part of every course.

Members of the public are welcome to watch. Some of what is said is hard to hear. You can stop at \
any time; your place
is kept.
"""


def add_installation_and_hotlines(apps, schema_editor):
    apps.get_model("portal", "Installation").objects.create(
        id=1, headline=HEADLINE, welcome=WELCOME, audience=AUDIENCE
    )
    apps.get_model("portal", "Hotline").objects.create(
        name="National Human Trafficking Hotline",
        phone="+18883737888",
        phone_display="1-888-373-7888",
        text_number="233733",
        text_word="HELP",
        chat_url="https://humantraffickinghotline.org/chat",
        languages=(
            "Calls in more than 200 languages; text and chat in English and Spanish. TTY 711."
        ),
        note="24 hours a day, confidential. Not law enforcement.",
        last_verified_on=date(2026, 11, 22),
        position=1,
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_tables")]
    operations = [migrations.RunPython(add_installation_and_hotlines, migrations.RunPython.noop)]
