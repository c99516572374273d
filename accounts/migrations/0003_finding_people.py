"""How staff find a person by the words of a name, or the start of an address."""

from django.db import migrations

# Immutable, so that an index can keep it: lower case, accents taken off, one lexeme for each word.
NAME_WORDS = r"""
CREATE FUNCTION name_words(text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector(
    'simple'::regconfig, regexp_replace(normalize(lower($1), NFD), '[\u0300-\u036f]', '', 'g')
);
"""
# Not among the models' indexes: one table is allauth's, and Django would load an app of its own
# for the rest.
INDEXES = """
CREATE INDEX user_by_words_of_the_name ON accounts_user USING gin (name_words(full_name));
CREATE INDEX user_by_start_of_the_address ON accounts_user (lower(email) text_pattern_ops);
CREATE INDEX address_by_its_start ON account_emailaddress (lower(email) text_pattern_ops);
"""
NO_INDEXES = """
DROP INDEX user_by_words_of_the_name;
DROP INDEX user_by_start_of_the_address;
DROP INDEX address_by_its_start;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0002_professions"),
    ]
    operations = [
        migrations.RunSQL(NAME_WORDS, "DROP FUNCTION name_words(text)"),
        migrations.RunSQL(INDEXES, NO_INDEXES),
    ]
