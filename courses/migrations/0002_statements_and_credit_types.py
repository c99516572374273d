"""Accreditation statements and credit types to begin with (DOMAIN §2.4, §3).

Staff edit them afterwards.
"""

from django.db import migrations

ACCME = "Accreditation Council for Continuing Medical Education (ACCME)"
PLANNED = (
    "This activity has been planned and implemented in accordance with the "
    "accreditation requirements and policies of the "
)
JOINTLY = " through the joint providership of {provider} and {joint_provider}. "
ACCREDITED = "The {provider} is accredited by the "
TO_PROVIDE = " to provide continuing medical education for physicians."
STATEMENTS = [
    ("direct", "ACCME, directly provided", "direct", ACCREDITED + ACCME + TO_PROVIDE),
    (
        "joint",
        "ACCME, jointly provided",
        "joint",
        PLANNED + ACCME + JOINTLY + ACCREDITED + "ACCME" + TO_PROVIDE,
    ),
    (
        "state",
        "State medical society, directly provided",
        "direct",
        ACCREDITED + "{accreditor}" + TO_PROVIDE,
    ),
    (
        "state-joint",
        "State medical society, jointly provided",
        "joint",
        PLANNED + "{accreditor}" + JOINTLY + ACCREDITED + "{accreditor}" + TO_PROVIDE,
    ),
]
AMA_STATEMENT = (
    "The {provider} designates this {format} for a maximum of {max_amount} "
    "{max_credits}. Physicians should claim only the credit commensurate "
    "with the extent of their participation in the activity."
)
AWARDED = (
    "participated in the {format} titled “{title}”, completed it on {date}, "
    "and was awarded {amount} {credits}."
)
PARTICIPATED = (
    "has participated in the {format} titled “{title}” on {date}, for "
    "{amount} {credits}. {designated}"
)
CLAIM = "I claim only the credit commensurate with my participation in this activity."
PHYSICIANS = ["physician-md", "physician-do", "physician-international", "resident-fellow"]
CREDIT_TYPES = [
    {
        "code": "ama-pra-1",
        "name_singular": "*AMA PRA Category 1 Credit*™",
        "name_plural": "*AMA PRA Category 1 Credits*™",
        "name_in_statement": "*AMA PRA Category 1 Credit(s)*™",
        "designation_template": AMA_STATEMENT,
        "certificate_wording": AWARDED,
        "designated_sentence": "This activity was designated for {max_amount} {max_credits}.",
        "attestation": (
            "I claim only the credit commensurate with the extent of my "
            "participation in this activity."
        ),
        "reporting_channel": "pars",
        "enabled": True,
        "professions": PHYSICIANS,
    },
    {
        "code": "participation",
        "name_singular": "hour of participation",
        "name_plural": "hours of participation",
        "name_in_statement": "hour(s) of participation",
        "certificate_wording": PARTICIPATED,
        "attestation": "I took part in this activity for the time that I claim.",
        "enabled": True,
        "professions": None,
    },
    {
        "code": "ancc",
        "name_singular": "nursing contact hour",
        "name_plural": "nursing contact hours",
        "name_in_statement": "nursing contact hour(s)",
        "certificate_wording": AWARDED,
        "attestation": "I claim only the time that I took part in this activity.",
        "professions": ["registered-nurse", "practical-nurse", "advanced-practice-nurse"],
    },
    {
        "code": "aapa-1",
        "name_singular": "AAPA Category 1 CME credit",
        "name_plural": "AAPA Category 1 CME credits",
        "name_in_statement": "AAPA Category 1 CME credit(s)",
        "certificate_wording": AWARDED,
        "attestation": CLAIM,
        "professions": ["physician-assistant"],
    },
    {
        "code": "ipce",
        "name_singular": "Interprofessional Continuing Education (IPCE) credit",
        "name_plural": "Interprofessional Continuing Education (IPCE) credits",
        "name_in_statement": "Interprofessional Continuing Education (IPCE) credit",
        "designation_template": (
            "This activity was planned by and for the healthcare team, and learners "
            "will receive {max_amount} Interprofessional Continuing Education (IPCE) "
            "credit for learning and change."
        ),
        "certificate_wording": AWARDED,
        "attestation": CLAIM,
        "professions": None,
    },
]


def add_statements_and_credit_types(apps, schema_editor):
    StatementTemplate = apps.get_model("providers", "StatementTemplate")
    CreditType = apps.get_model("courses", "CreditType")
    Profession = apps.get_model("accounts", "Profession")
    for code, name, providership, text in STATEMENTS:
        StatementTemplate.objects.create(code=code, name=name, providership=providership, text=text)
    for position, given in enumerate(CREDIT_TYPES, start=1):
        fields = dict(given)
        codes = fields.pop("professions")
        credit_type = CreditType.objects.create(position=position, **fields)
        everyone = Profession.objects.all()
        credit_type.professions.set(everyone if codes is None else everyone.filter(code__in=codes))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_professions"),
        ("courses", "0001_tables"),
        ("providers", "0001_tables"),
    ]
    operations = [migrations.RunPython(add_statements_and_credit_types, migrations.RunPython.noop)]
