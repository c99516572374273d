"""Find the code of the profession that each certificate names, also by a name it had before."""

from django.db import migrations

# A certificate is immutable: the lock is lifted for this one column, within the transaction.
UNLOCK = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE certificates_certificate DISABLE TRIGGER USER;
"""
CODES = """
UPDATE certificates_certificate AS certificate SET profession_code = known.code
FROM (
    SELECT DISTINCT ON (name) name, code FROM (
        SELECT name, code, 0 AS former, position::bigint AS place FROM accounts_profession
        UNION ALL
        SELECT name, code, 1, -pgh_id FROM accounts_professionevent
    ) AS named ORDER BY name, former, place
) AS known
WHERE known.name = certificate.profession AND certificate.profession_code = '';
"""
LOCK = "ALTER TABLE certificates_certificate ENABLE TRIGGER USER;"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_words_of_names"), ("certificates", "0008_profession_code")]
    operations = [migrations.RunSQL([UNLOCK, CODES, LOCK], migrations.RunSQL.noop)]
