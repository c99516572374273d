"""One split of names into words, for what is indexed and what is searched for."""

from django.db import migrations

# Immutable, so that an index can keep them. Letters lose case, accents, width and joiners; those that Unicode
# does not take apart become what people type who lack the key. Punctuation of every kind, the ʻokina and its
# like become hyphens, and blanks one space.
PLAIN = r"""
CREATE FUNCTION plain_name(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(regexp_replace(
    replace(replace(replace(replace(translate(
        lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f\u200c\u200d]', '', 'g')),
        'ŁłØøĐđÐðĦħŦŧıς', 'llooddddhhttiσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    '[[:punct:]\u00a1-\u00bf\u02b0-\u02ff\u2010-\u2027\u2030-\u205e\u2212]', '-', 'g'), '[[:space:]]+', ' ', 'g');
"""
# What stands between hyphens or spaces is a word, and so is what stands between spaces, without its hyphens.
INDEXED = r"""
CREATE FUNCTION name_words(text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(array_remove(
    regexp_split_to_array(plain_name($1), '[- ]+')
    || string_to_array(replace(plain_name($1), '-', ''), ' '), ''));
"""
# Each word that is typed must begin a word of the name.
SOUGHT = r"""
CREATE FUNCTION name_query(text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT string_agg(quote_literal(word) || ':*', ' & ')::tsquery
    FROM regexp_split_to_table(plain_name($1), '[- ]+') AS word WHERE word <> ''
);
"""
BEFORE = r"""
CREATE FUNCTION name_words(text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector(
    'simple'::regconfig, regexp_replace(normalize(lower($1), NFD), '[\u0300-\u036f]', '', 'g')
);
"""
NO_INDEX = "DROP INDEX user_by_words_of_the_name;"
INDEX = "CREATE INDEX user_by_words_of_the_name ON accounts_user USING gin (name_words(full_name));"
NO_WORDS = "DROP FUNCTION name_words(text);"
NO_QUERY = "DROP FUNCTION name_query(text); DROP FUNCTION plain_name(text);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_one_mailbox")]
    operations = [
        migrations.RunSQL(
            [NO_INDEX, NO_WORDS, PLAIN, INDEXED, SOUGHT, INDEX],
            [NO_INDEX, NO_WORDS, NO_QUERY, BEFORE, INDEX],
        ),
    ]
