"""The words of the disclosure form to begin with (DOMAIN §2.5).

Staff add later versions in the admin.
"""

from django.db import migrations

FIRST = {
    "version": 1,
    "introduction": (
        "You are asked because you have a say in what an accredited course "
        "teaches. Everyone who has such a say answers the same questions, "
        "whatever the subject. Answer for yourself; staff of the provider decide "
        "afterwards what matters for the course."
    ),
    "ineligible_company": (
        "An **ineligible company** is one whose primary business is producing, "
        "marketing, selling, re-selling or distributing healthcare products used "
        "by or on patients. Makers of drugs, devices and diagnostics are "
        "examples."
    ),
    "what_counts": (
        "Name **every** financial relationship that you have, or had in these 24 "
        "months, with such a company: no amount is too small, and it does not "
        "matter whether you think that it bears on the course.\n\n- Individual "
        "stocks and stock options count. Diversified mutual funds do not.\n- "
        "Research counts when the company pays you or your institution for work "
        "in your charge."
    ),
    "attestation": (
        "I have named every financial relationship with ineligible companies in "
        "these 24 months, and what I wrote is true."
    ),
}


def add_first_wording(apps, schema_editor):
    apps.get_model("courses", "DisclosureWording").objects.create(**FIRST)


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_evaluation_library")]
    operations = [migrations.RunPython(add_first_wording, migrations.RunPython.noop)]
