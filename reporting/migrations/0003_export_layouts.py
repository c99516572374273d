"""The layouts an installation begins with. Staff edit them afterwards, with history (DOMAIN §4)."""

from django.db import migrations

VERIFY = (
    "Column names are ours: verify them against the template downloaded from "
    "PARS before the first upload. "
)
PARS_SHEET = [
    ("Action", "action", True, ""),
    ("ACCME Activity ID", "accme_activity_id", True, "activity_id"),
    ("Provider Activity ID", "provider_activity_id", False, ""),
    ("First Name", "given_name", True, "name"),
    ("Last Name", "family_name", True, "name"),
    ("Birth Month/Day", "birth_day_us", True, "birth_day"),
    ("NPI", "npi", False, "npi"),
    ("State of Licensure", "licence_state", False, "state"),
    ("State License ID", "licence_number", False, "licence"),
    ("Completion Date", "completed_on", True, "completion_date"),
    ("Credit Type", "credit_name", True, ""),
    ("Credits", "credits", True, "credits"),
    ("Learner Identifier", "unique_id", True, "unique_id"),
    ("Permission Given", "consent_given_at", True, "consent"),
    ("Credit ID", "credit_id", True, "credit_id"),
]
CREDIT = "Activity.Module.CreditCertificate.0"
PARS_JSON = [
    ("ReportingOrganization", "provider_name", True, ""),
    ("Member.Name.GivenName", "given_name", True, "name"),
    ("Member.Name.FamilyName", "family_name", True, "name"),
    ("Member.PersonalInfo.BirthDate", "birth_day", False, "birth_day"),
    ("Activity.ProviderOrganization", "pars_provider_id", True, "provider_id"),
    ("Activity.Module.ModuleName.value", "title", True, ""),
    ("Activity.Module.ModuleName.moduleID", "accme_activity_id", True, "activity_id"),
    ("Activity.Module.Status", "completed", True, ""),
    ("Activity.Module.CompletedDateTime", "completed_at", True, "completion_date"),
    (f"{CREDIT}.UniqueID.value", "unique_id", True, "unique_id"),
    (f"{CREDIT}.UniqueID.domain", "unique_id_domain", True, ""),
    (f"{CREDIT}.CreditReceived.activityCertification", "credit_name", True, ""),
    (f"{CREDIT}.CreditReceived.creditUnit", "point", True, ""),
    (f"{CREDIT}.CreditReceived.numberOfCredits", "credits", True, "credits"),
    (f"{CREDIT}.CreditID", "credit_id", True, "credit_id"),
    ("XtensibleInfo.LearnerRecordAction", "action_code", True, ""),
]
PARS_TOTALS = [
    ("ACCME Activity ID", "accme_activity_id", False, ""),
    ("Provider Activity ID", "provider_activity_id", False, ""),
    ("Title", "title", False, ""),
    ("Activity Format", "learning_format", False, ""),
    ("Start Date", "starts_on", False, ""),
    ("End Date", "ends_on", False, ""),
    ("AMA PRA Credits Designated", "designated", False, ""),
    ("Total Physician Learners", "physicians", False, ""),
    ("Total Other Learners", "others", False, ""),
    ("Joint Providers", "joint_provider", False, ""),
    ("Commercial Support Received", "commercial_support", False, ""),
]
CE_BROKER = [
    ("Provider tracking no.", "provider_number", True, ""),
    ("Course tracking no.", "course_number", False, ""),
    ("Own course ID", "own_course_id", False, ""),
    ("Publishing no.", "nothing", False, ""),
    ("Licence number", "licence_number", True, "licence"),
    ("Completion date", "completed_on", True, "completion_date"),
    ("State", "state_cell", True, "state"),
    ("Profession", "profession_cell", True, ""),
]
RECORDS = [
    ("Completed", "completed_on", False, ""),
    ("Name", "certificate_name", False, ""),
    ("Credentials", "credentials", False, ""),
    ("E-mail", "email", False, ""),
    ("Profession", "profession", False, ""),
    ("Physician or other", "learner_kind", False, ""),
    ("Activity", "title", False, ""),
    ("Provider", "provider_name", False, ""),
    ("Learning format", "learning_format", False, ""),
    ("ACCME activity ID", "accme_activity_id", False, ""),
    ("Own activity ID", "provider_activity_id", False, ""),
    ("Credit", "credit_name", False, ""),
    ("Credit type", "credit_type", False, ""),
    ("Amount", "credits", False, ""),
    ("Claimed", "claimed_on", False, ""),
    ("Verification code", "verification_code", False, ""),
    ("Credit ID", "credit_id", False, ""),
]
BOARD = [
    ("Action", "action", True, ""),
    ("First name", "given_name", True, "name"),
    ("Last name", "family_name", True, "name"),
    ("State", "licence_state", True, "state"),
    ("Licence number", "licence_number", True, "licence"),
    ("Kind of licence", "licence_kind", False, ""),
    ("Activity", "title", True, ""),
    ("Provider", "provider_name", True, ""),
    ("Credit", "credit_name", True, ""),
    ("Amount", "credits", True, "credits"),
    ("Completed", "completed_on", True, "completion_date"),
    ("Permission given", "consent_given_at", True, "consent"),
    ("Credit ID", "credit_id", True, "credit_id"),
]
LAYOUTS = [
    {
        "code": "pars-learners",
        "name": "PARS: learner spreadsheet",
        "destination": "pars",
        "format": "xlsx",
        "sheet_name": "Learners",
        "physicians_only": True,
        "note": VERIFY
        + ("Run ACCME’s pre-validation template first. One of NPI and state licence is enough."),
        "columns": PARS_SHEET,
        "credit_types": ["ama-pra-1"],
    },
    {
        "code": "pars-learners-json",
        "name": "PARS: learner reports (JSON)",
        "destination": "pars",
        "format": "pars-json",
        "physicians_only": True,
        "note": (
            "Checked against our schema, which was written from a draft of ACCME’s; "
            "it is not official. Names of columns are paths. The year of birth is "
            "never sent, because it is not known."
        ),
        "columns": PARS_JSON,
        "credit_types": ["ama-pra-1"],
    },
    {
        "code": "pars-totals",
        "name": "PARS: totals of activities",
        "destination": "pars",
        "subject": "activity",
        "format": "xlsx",
        "sheet_name": "Activities",
        "note": VERIFY
        + ("Learners are counted once, from their first view of the content; no name leaves."),
        "columns": PARS_TOTALS,
    },
    {
        "code": "ce-broker-roster",
        "name": "CE Broker: roster",
        "destination": "ce-broker",
        "format": "xlsx",
        "has_header": False,
        "sheet_name": "Roster",
        "note": (
            "Columns A to H of the roster, without a line of names. CE Broker’s own "
            "template is .xls: open the file and save it as “Excel 97–2003 workbook” "
            "if the upload asks for that. Tracking numbers lose their prefixes 50- "
            "and 20-. The roster has no deletions: for a line marked so, ask CE "
            "Broker to remove it."
        ),
        "columns": CE_BROKER,
    },
    {
        "code": "board-list",
        "name": "State board: list (CSV)",
        "destination": "state-board",
        "format": "csv",
        "note": (
            "A general list for a board that takes one. Opened in Excel, a CSV shows "
            "licences without their leading zeros; the file has them."
        ),
        "columns": BOARD,
        "active": False,
    },
    {
        "code": "records-csv",
        "name": "Own records (CSV)",
        "destination": "own-records",
        "format": "csv",
        "note": "For the provider’s own files: no licence, no NPI, no day of birth.",
        "columns": RECORDS,
    },
    {
        "code": "records-xlsx",
        "name": "Own records (Excel)",
        "destination": "own-records",
        "format": "xlsx",
        "sheet_name": "Credit",
        "note": "For the provider’s own files: no licence, no NPI, no day of birth.",
        "columns": RECORDS,
    },
]
# UNCONFIRMED beyond RN (which its own example shows): CE Broker publishes the list; staff
# complete it.
CE_BROKER_CODES = {"registered-nurse": "RN", "practical-nurse": "LPN"}


def add_layouts(apps, schema_editor):
    Destination = apps.get_model("reporting", "ReportingDestination")
    Profession = apps.get_model("accounts", "Profession")
    CreditType = apps.get_model("courses", "CreditType")
    Layout = apps.get_model("reporting", "ExportLayout")
    Column = apps.get_model("reporting", "ExportColumn")
    Code = apps.get_model("reporting", "ProfessionCode")
    destinations = {each.code: each for each in Destination.objects.all()}
    for place, given in enumerate(LAYOUTS, start=1):
        fields = dict(given)
        columns, types = fields.pop("columns"), fields.pop("credit_types", [])
        destination = destinations[fields.pop("destination")]
        layout = Layout.objects.create(destination=destination, position=place, **fields)
        layout.credit_types.set(CreditType.objects.filter(code__in=types))
        Column.objects.bulk_create(
            Column(
                layout=layout,
                position=position,
                header=header,
                expression=expression,
                required=required,
                validator=validator,
            )
            for position, (header, expression, required, validator) in enumerate(columns, start=1)
        )
    for code, theirs in CE_BROKER_CODES.items():
        profession = Profession.objects.get(code=code)
        Code.objects.create(
            destination=destinations["ce-broker"], profession=profession, code=theirs
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_professions"),
        ("courses", "0002_statements_and_credit_types"),
        ("reporting", "0002_reporting_destinations"),
    ]
    operations = [migrations.RunPython(add_layouts, migrations.RunPython.noop)]
