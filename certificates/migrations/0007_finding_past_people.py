"""How staff find who is known only from a former system: by words of the name, or the start of the address."""

from django.db import migrations, models

# Not among the model's indexes: for this kind Django would load an app of its own.
INDEX = "CREATE INDEX past_credit_by_words_of_the_name ON certificates_pastcredit USING gin (name_words(name));"
NO_INDEX = "DROP INDEX past_credit_by_words_of_the_name;"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_words_of_names"),
        ("certificates", "0006_history_is_an_import"),
    ]
    operations = [
        migrations.RunSQL(INDEX, NO_INDEX),
        migrations.RemoveIndex("PastCredit", name="past_credit_to_link"),
        migrations.AddIndex(
            "PastCredit",
            models.Index(
                fields=["email"],
                name="past_credit_by_address",
                condition=~models.Q(email=""),
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            "PastCredit",
            models.Index(fields=["provider", "person_key"], name="past_credit_of_person"),
        ),
    ]
