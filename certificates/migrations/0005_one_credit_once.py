"""One credit is one row: of a mailbox, of a former user number and of an account.

A row was keyed by the former number where there was one, else by the mailbox, so one credit that was recorded
under both counted twice. The number moves to its own column, and every row is keyed by its mailbox; that of a
linked row, which keeps no address, is its account's. Of two rows of one credit the first stays. The other is
deleted if it says the same; if it gives another amount or day it stays too, under its old key or waiting for
its account, until somebody decides. What is deleted leaves its former number to a row that has none.
"""

from django.db import migrations, models
from django.db.models import Q

_NUMBERS = """
UPDATE certificates_pastcredit SET former_number = substr(person_key, 4) WHERE person_key LIKE 'id:%'
"""
_MAILBOXES = """
CREATE TEMPORARY TABLE keyed ON COMMIT DROP AS
SELECT id, key, same AND number > 1 AS again, number, kept
FROM (
    SELECT
        credit.id,
        key,
        first_value(credit.id) OVER credit AS kept,
        (credit_quarters, completed_on) = (
            first_value(credit_quarters) OVER credit,
            first_value(completed_on) OVER credit
        ) AS same,
        row_number() OVER credit AS number
    FROM (
        SELECT
            past.*,
            CASE
                WHEN past.person_key LIKE 'id:%' AND coalesce(nullif(past.email, ''), account.email) <> ''
                THEN 'mail:' || left(
                    encode(
                        sha256(convert_to(coalesce(nullif(past.email, ''), account.email), 'UTF8')),
                        'hex'
                    ),
                    32
                )
                ELSE past.person_key
            END AS key
        FROM certificates_pastcredit past
        LEFT JOIN accounts_user account ON account.id = past.learner_id
    ) AS credit
    WINDOW credit AS (
        PARTITION BY provider_id, external_course_id, credit_type_code, key
        ORDER BY person_key = key DESC, credit.id
    )
) AS judged;
CREATE TEMPORARY TABLE left_over ON COMMIT DROP AS
SELECT DISTINCT ON (kept) kept, former_number
FROM keyed JOIN certificates_pastcredit past USING (id) WHERE again AND former_number <> '' ORDER BY kept, id;
DELETE FROM certificates_pastcredit WHERE id IN (SELECT id FROM keyed WHERE again);
UPDATE certificates_pastcredit past SET former_number = left_over.former_number
FROM left_over WHERE left_over.kept = past.id AND past.former_number = '';
UPDATE certificates_pastcredit past SET person_key = keyed.key
FROM keyed WHERE keyed.id = past.id AND keyed.number = 1 AND past.person_key <> keyed.key;
"""
_ACCOUNTS = """
CREATE TEMPORARY TABLE owned ON COMMIT DROP AS
SELECT past.id, account.email, number, kept,
    (credit_quarters, completed_on) = (first_quarters, first_day) AS same
FROM (
    SELECT
        *,
        first_value(credit_quarters) OVER credit AS first_quarters,
        first_value(completed_on) OVER credit AS first_day,
        first_value(id) OVER credit AS kept,
        row_number() OVER credit AS number
    FROM certificates_pastcredit
    WHERE learner_id IS NOT NULL
    WINDOW credit AS (
        PARTITION BY provider_id, external_course_id, credit_type_code, learner_id ORDER BY id
    )
) AS past
JOIN accounts_user account ON account.id = past.learner_id
WHERE number > 1;
CREATE TEMPORARY TABLE owned_numbers ON COMMIT DROP AS
SELECT DISTINCT ON (kept) kept, former_number
FROM owned JOIN certificates_pastcredit past USING (id) WHERE same AND former_number <> '' ORDER BY kept, id;
DELETE FROM certificates_pastcredit WHERE id IN (SELECT id FROM owned WHERE same);
UPDATE certificates_pastcredit past SET former_number = owned_numbers.former_number
FROM owned_numbers WHERE owned_numbers.kept = past.id AND past.former_number = '';
UPDATE certificates_pastcredit past SET learner_id = NULL, email = owned.email
FROM owned WHERE owned.id = past.id;
"""
# The keys of other tables are checked now, since the constraints below cannot wait for them.
_CHECKED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_one_mailbox"),
        ("certificates", "0004_one_mailbox"),
    ]
    operations = [
        migrations.AddField(
            "pastcredit",
            "former_number",
            models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.RunSQL([_NUMBERS, _MAILBOXES, _ACCOUNTS, _CHECKED], migrations.RunSQL.noop),
        migrations.AddConstraint(
            "pastcredit",
            models.UniqueConstraint(
                "provider",
                "external_course_id",
                "former_number",
                "credit_type_code",
                name="past_credit_once_a_number",
                condition=~Q(former_number=""),
            ),
        ),
        migrations.AddConstraint(
            "pastcredit",
            models.UniqueConstraint(
                "provider",
                "external_course_id",
                "learner",
                "credit_type_code",
                name="past_credit_once_a_learner",
                condition=Q(learner__isnull=False),
            ),
        ),
    ]
