"""The staff: administrator, owner, reviewer, one who sees as a learner, one without rights."""

from django.contrib.auth.models import Group
from django.core.mail import EmailMessage
from django.test import Client

from accounts.audit import record
from accounts.models import AccountMerge, User
from portal.mail import EmlFileBackend
from providers.models import Provider
from support.models import JoinRequest
from tests import factories
from tests.browser.author_rows import make_author_rows
from tests.browser.everything import Everything
from tests.browser.team_rows import make_team_rows
from tests.certificates.history_files import imported, looked_through, table
from tests.staff_members import make_staff, prove


def make_staff_rows(everything: Everything) -> None:
    """Let the staff in, give them something to do; put a letter into the local mail."""
    _impersonating(everything)
    Group.objects.create(name="Editors")
    everything.sign_in("staff", factories.make_user(is_staff=True, is_superuser=True))
    everything.sign_in("rightless", factories.make_user(is_staff=True))
    owner = make_staff("owner", *Provider.objects.all(), full_name="Olga Owner")
    everything.sign_in("owner", owner)
    everything.sign_in("reviewer", make_staff("reviewer", *Provider.objects.all()))
    make_author_rows(everything, owner)
    record(owner, "certificate-revoked", reason="Issued by mistake.")
    _imports(everything, owner)
    make_team_rows(everything, owner)
    text = "Your code:\n\nABCD-EFGH\n\nhttp://localhost:8000/accounts/login/"
    letter = EmailMessage("Your code", text, to=["someone.with.a.long.name@hospital.example.org"])
    EmlFileBackend(alias="default").send_messages([letter])


def _impersonating(everything: Everything) -> None:
    """A member of staff who sees the site as a learner."""
    client = Client()
    client.force_login(User.objects.get(full_name="Sam Support"))
    learner = User.objects.get(full_name="Ada Passed", email__startswith="learner")
    prove(client).post(f"/admin/learners/{learner.pk}/see/", {"reason": "Called for help."})
    merged = factories.make_user(full_name="Ada Twice", is_active=False)
    AccountMerge.objects.create(
        kept=learner, merged=merged, by=User.objects.get(full_name="Sam Support"), reason="Called."
    )
    everything.admit("impersonating", client)
    second = User.objects.get(email="ada@second.example")
    asked = JoinRequest.objects.create(asked_by=second, other=learner, address=learner.email)
    everything.places["join_request"] = asked.pk


def _imports(everything: Everything, owner: User) -> None:
    """Files of former records: one waits for its words, one is ready with a line that comes back, one is taken."""
    provider = Provider.objects.get(series__courses__slug=everything.places["one"])
    learner = User.objects.get(full_name__startswith="Bartholomew")
    title = "Opioid safety for the emergency department"
    owned = {"external_email": learner.email, "external_user_id": "8", "title": title}
    files = {
        "mapping": looked_through(table({"credit_type": "Hours (other)"}), provider, owner),
        "ready": looked_through(table({}, {"credits": "x"}), provider, owner),
        "taken": imported(table(owned), provider, owner),
    }
    for name, source in files.items():
        everything.places[f"{name}_import"] = source.pk
    everything.places["history_of"] = provider.slug
    everything.places["past_person"] = factories.make_past_person(
        provider, name="Ada Brontë-Featherstonehaugh", title="Human trafficking: what to ask"
    ).pk
