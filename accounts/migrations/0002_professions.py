"""The professions to choose from at sign-up (DOMAIN §5.3). Staff edit them afterwards."""

from django.db import migrations

PHYSICIAN, OTHER = "physician", "other"
PROFESSIONS = [
    # code, name, PARS category, joint accreditation category, trainee
    ("physician-md", "Physician (MD)", PHYSICIAN, "Physician", False),
    ("physician-do", "Physician (DO)", PHYSICIAN, "Physician", False),
    (
        "physician-international",
        "Physician, other degree (MBBS and equivalents)",
        PHYSICIAN,
        "Physician",
        False,
    ),
    ("resident-fellow", "Resident or fellow", PHYSICIAN, "Physician", True),
    ("medical-student", "Medical student", OTHER, "Other", True),
    ("physician-assistant", "Physician assistant / associate", OTHER, "Physician Assistant", False),
    (
        "advanced-practice-nurse",
        "Advanced practice nurse (NP, CNM, CRNA, CNS)",
        OTHER,
        "Nurse",
        False,
    ),
    ("registered-nurse", "Registered nurse", OTHER, "Nurse", False),
    ("practical-nurse", "Licensed practical / vocational nurse", OTHER, "Nurse", False),
    ("nursing-assistant", "Nursing assistant", OTHER, "Other", False),
    ("pharmacist", "Pharmacist", OTHER, "Pharmacist", False),
    ("pharmacy-technician", "Pharmacy technician", OTHER, "Pharmacy Technician", False),
    ("dentist", "Dentist", OTHER, "Dentist", False),
    ("dental-staff", "Dental hygienist or assistant", OTHER, "Allied Dental Staff", False),
    ("psychologist", "Psychologist", OTHER, "Psychologist", False),
    ("social-worker", "Social worker", OTHER, "Social Worker", False),
    ("counselor", "Counselor or therapist", OTHER, "Other", False),
    ("optometrist", "Optometrist", OTHER, "Optometrist", False),
    ("podiatrist", "Podiatrist", OTHER, "Other", False),
    ("dietitian", "Dietitian", OTHER, "Registered Dietitian", False),
    ("dietetic-technician", "Dietetic technician", OTHER, "Dietetic Technician Registered", False),
    ("athletic-trainer", "Athletic trainer", OTHER, "Athletic Trainer", False),
    (
        "rehabilitation-therapist",
        "Physical, occupational or speech therapist",
        OTHER,
        "Other",
        False,
    ),
    ("respiratory-therapist", "Respiratory therapist", OTHER, "Other", False),
    ("emt-paramedic", "EMT or paramedic", OTHER, "Other", False),
    ("community-health-worker", "Public or community health worker", OTHER, "Other", False),
    ("interpreter", "Interpreter", OTHER, "Other", False),
    ("practice-staff", "Practice manager or administrative staff", OTHER, "Other", False),
    ("other", "Other", OTHER, "Other", False),
]


def add_professions(apps, schema_editor):
    Profession = apps.get_model("accounts", "Profession")
    Profession.objects.bulk_create(
        Profession(
            code=code,
            name=name,
            pars_category=pars,
            ja_category=ja,
            is_trainee=trainee,
            position=position,
        )
        for position, (code, name, pars, ja, trainee) in enumerate(PROFESSIONS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_tables")]
    operations = [migrations.RunPython(add_professions, migrations.RunPython.noop)]
