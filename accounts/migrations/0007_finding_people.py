import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Immutable, so that an index can keep it: lower case, accents taken off, one lexeme for each word.
NAME_WORDS = r"""
CREATE FUNCTION name_words(text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector(
    'simple'::regconfig, regexp_replace(normalize(lower($1), NFD), '[\u0300-\u036f]', '', 'g')
);
"""
# Not among the models' indexes: one table is allauth's, and Django would load an app of its own for the rest.
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
        ('account', '0009_emailaddress_unique_primary_email'),
        ('accounts', '0006_reporting_destinations'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.RunSQL(NAME_WORDS, "DROP FUNCTION name_words(text)"),
        migrations.RunSQL(INDEXES, NO_INDEXES),
        migrations.CreateModel(
            name='AccountMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.CharField(max_length=500)),
                ('record', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.AddField(
            model_name='mail',
            name='context',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='mail',
            name='provider',
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='mail',
            name='template',
            field=models.CharField(blank=True, editable=False, max_length=120),
        ),
        migrations.AddField(
            model_name='accountmerge',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accountmerge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accountmerge',
            name='merged',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='merged_into', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='accountmerge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('merged')), _negated=True), name='two_accounts_are_merged'),
        ),
    ]
