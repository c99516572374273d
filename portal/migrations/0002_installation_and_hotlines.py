"""The installation's texts and the hotlines to begin with (DOMAIN §9.2). Staff edit them afterwards."""

from datetime import date

from django.db import migrations


def add_installation_and_hotlines(apps, schema_editor):
    apps.get_model("portal", "Installation").objects.create(
        id=1, tagline="Free on-demand education for clinicians and the public"
    )
    apps.get_model("portal", "Hotline").objects.create(
        name="National Human Trafficking Hotline",
        phone="+18883737888",
        phone_display="1-888-373-7888",
        text_number="233733",
        text_word="HELP",
        chat_url="https://humantraffickinghotline.org/chat",
        languages="Calls in more than 200 languages; text and chat in English and Spanish. TTY 711.",
        note="24 hours a day, confidential. Not law enforcement.",
        last_verified_on=date(2026, 11, 22),
        position=1,
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]
    operations = [migrations.RunPython(add_installation_and_hotlines, migrations.RunPython.noop)]
