"""Each person belongs to the provider for whom they work; who works for several is one person at each."""

from django.db import migrations


def give_each_person_a_provider(apps, schema_editor):
    Person = apps.get_model("courses", "Person")
    Provider = apps.get_model("courses", "Provider")
    for person in Person.objects.filter(provider__isnull=True):
        providers = list(
            Provider.objects.filter(series__courses__roles__person=person).distinct().order_by("pk")
        )
        # Without a role: the installation's first provider keeps the record.
        first = providers[0] if providers else Provider.objects.order_by("pk").first()
        if first is None:
            person.delete()  # An installation without a provider has nothing to disclose for.
            continue
        Person.objects.filter(pk=person.pk).update(provider=first)
        for provider in providers[1:]:
            _copy_for(apps, person, provider)


def _copy_for(apps, person, provider):
    """The other provider asks, and keeps, what it was told: its own person, with copies of the forms."""
    Person, Role = apps.get_model("courses", "Person"), apps.get_model("courses", "Role")
    copied = ("key", "name", "credentials", "position", "organisation")
    twin = Person.objects.create(
        provider=provider, **{name: getattr(person, name) for name in copied}
    )
    Role.objects.filter(person=person, course__series__provider=provider).update(person=twin)
    for form in person.disclosures.all():
        relationships = list(form.relationships.all())
        form.pk, form.person = None, twin
        form.save(force_insert=True)
        for relationship in relationships:
            relationship.pk, relationship.form = None, form
            relationship.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [("courses", "0010_people_disclosures_and_publishing")]
    operations = [migrations.RunPython(give_each_person_a_provider, migrations.RunPython.noop)]
