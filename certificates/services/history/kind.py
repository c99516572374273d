"""Bringing over what a former system recorded, as a kind of import."""

from collections.abc import Iterator
from datetime import datetime
from itertools import batched
from typing import Any

from allauth.account.models import EmailAddress
from django.http import Http404
from django.urls import reverse

from accounts.cleaning import clean_key
from accounts.errors import Refused
from accounts.models import User
from certificates.models import PastCredit
from certificates.services.history.fields import CATEGORY_WORDS, COMPLETION_WORDS, FIELDS
from certificates.services.history.figures import figures_of, passed_over
from certificates.services.history.once import Here, Seen, keep_numbers
from certificates.services.history.records import Record, Rules, plain_credit
from certificates.services.history.undoing import refuse_if_built_on
from certificates.services.past_credit import mailbox_key
from courses.models import CreditType
from imports.kinds import Item, Kind, Outcome, Reason, Target
from imports.models import Import, ImportRow
from imports.services.mapping import plain_word
from imports.values import flag_of_text
from providers.rights import Right, providers_with
from providers.services.second_person import own_record_refusal

_BATCH = 1000
_COMPLETION = [("completed", "Completed"), ("not_completed", "Not completed: carries no credit")]
_CATEGORIES = [
    ("physician", "A physician"),
    ("other", "Not a physician"),
    ("unsaid", "Says nothing"),
]


class History(Kind):
    """Completed activities of people, with their credit; its target is the provider, by its slug."""

    key = "history"
    title = "Past credit"
    noun = ("record", "records")
    right = Right.CREDIT
    fresh = True
    fields = FIELDS
    help_template = "certificates/_history_help.html"
    preview_template = "certificates/_history_figures.html"

    def target_or_404(self, user: User, target: str) -> Target:
        """Return the provider with this slug, if this user gives credit there."""
        provider = providers_with(user, Right.CREDIT).filter(slug=target).first()
        if provider is None:
            raise Http404
        back = reverse("imports:imports")
        return Target(provider, f"Past credit, {provider}", back, [("Imports", back)])

    def starts(self, user: User) -> list[tuple[str, str]]:
        """Return the upload page of each provider at which this user gives credit."""
        return [
            (str(each), reverse("imports:history-new", args=[each.slug]))
            for each in providers_with(user, Right.CREDIT)
        ]

    def options(self, source: Import, key: str) -> list[tuple[str, str]]:
        """Return the credit types by name, who can have taken part, or whether it was completed."""
        if key == "participant_category":
            return _CATEGORIES
        if key == "complete":
            return _COMPLETION
        return [(each.code, each.name_plural.replace("*", "")) for each in CreditType.objects.all()]

    def recognize(self, source: Import, key: str, text: str) -> str | None:
        """Know a credit type by each of its names or its code, and anything else by the usual words."""
        if key == "participant_category":
            return _CATEGORY_OF.get(plain_word(text))
        if key == "complete":
            return _completion(text)
        return _credit_types().get(plain_credit(text))

    def check(self, source: Import, items: Iterator[Item], now: datetime) -> Iterator[Outcome]:
        """Judge each line; beyond a thousand of them only `Seen` is held."""
        rules = Rules(
            zone=source.provider.zone,
            today=source.provider.day_of(now),
            physicians_only=_physicians_only(),
            says_complete="complete" in source.columns,
        )
        own, seen = _OwnRecords(source), Seen()
        for some in batched(items, _BATCH):
            read = [rules.read(item) for item in some]
            here = Here(source.provider_id, [each for each in read if isinstance(each, Record)])
            for item, found in zip(some, read, strict=True):
                yield _judge(item.line, found, own, here, seen)

    def take(self, source: Import, rows: list[ImportRow]) -> None:
        """Add the records, linked to the accounts that have proved their addresses."""
        emails = {row.values["email"] for row in rows}
        owners = EmailAddress.objects.filter(email__in=emails, verified=True)
        accounts = dict(owners.values_list("email", "user"))
        made = PastCredit.objects.bulk_create(
            PastCredit(
                source=source,
                provider_id=source.provider_id,
                line=row.line,
                learner_id=accounts.get(row.values["email"]),
                person_key=mailbox_key(row.values["email"]),
                **row.values | ({"email": ""} if row.values["email"] in accounts else {}),
            )
            for row in rows
        )
        for row, credit in zip(rows, made, strict=True):
            row.made_id = credit.pk

    def taken(self, source: Import, now: datetime) -> dict[str, Any]:
        """Keep the numbers of known lines; return the figures, and which earlier files had records already.

        Raises `Refused("not_ready")` if one of them is being undone; none can be until this is done.
        """
        known = passed_over(source)
        earlier = Import.objects.select_for_update(of=("self",)).filter(pk__in=known)
        states = list(earlier.values_list("state", "file_name"))
        if gone := [name for state, name in states if state != Import.State.DONE]:
            message = (
                f"Nothing was taken: “{gone[0]}”, which has some of these records, is being undone. Take this"
                " file when that is done."
            )
            raise Refused("not_ready", message)
        keep_numbers(source)
        return {"figures": figures_of(source), "passed_over": known}

    def undo(self, source: Import, actor: User, now: datetime) -> None:
        """Delete the records. Raises `Refused("built_on")` as `refuse_if_built_on` does."""
        refuse_if_built_on(source)
        source.past_credits.all().delete()

    def preview(self, source: Import) -> dict[str, Any]:
        """Return the figures of what can be or was taken, with credit types by name."""
        figures = source.summary.get("figures") or figures_of(source)
        types = {each.code: each for each in CreditType.objects.all()}
        sums = [
            (types[code].name_for(quarters) if code in types else code, quarters)
            for code, quarters in figures["quarters"].items()
        ]
        linked = source.past_credits.exclude(learner=None).values("learner").distinct().count()
        return {**figures, "sums": sums, "linked": linked}


class _OwnRecords:
    """Whether a line is about who brought the file, or takes it: that takes a second person."""

    def __init__(self, source: Import) -> None:
        self._refusals: dict[str, Refused] = {}
        acting = {source.uploaded_by_id, source.summary.get("taken_by", source.uploaded_by_id)}
        for actor in User.objects.filter(pk__in=acting):
            refusal = own_record_refusal(actor, right=Right.CREDIT, provider=source.provider_id)
            known = EmailAddress.objects.filter(user=actor).values_list("email", flat=True)
            if refusal is not None:
                self._refusals |= dict.fromkeys([actor.email, *known], refusal)

    def reason(self, record: Record) -> Reason | None:
        refusal = self._refusals.get(record.email)
        return Reason("external_email", refusal.code, refusal.message) if refusal else None


def _judge(
    line: int, found: Record | list[Reason] | None, own: _OwnRecords, here: Here, seen: Seen
) -> Outcome:
    if found is None:
        return Outcome("passed", reasons=[Reason("complete", "incomplete", "Is not complete.")])
    if isinstance(found, list):
        return Outcome("returned", reasons=found)
    if mine := own.reason(found):
        return Outcome("returned", reasons=[mine])
    person = here.person(found)
    earlier = [*here.find(found), *seen.find(found, person)]
    judged = [each.judge(found, person) for each in earlier]
    # What is here already needs no decision, even if something else contradicts it.
    judged.sort(key=lambda outcome: outcome.state == "returned")
    if judged and judged[0].state == "returned":
        return judged[0]
    seen.add(found, person, line, judged[0].values["root"] if judged else 0)
    return judged[0] if judged else Outcome("good", found.values())


def _completion(text: str) -> str | None:
    if code := _COMPLETION_OF.get(plain_word(text)):
        return code
    try:
        return "completed" if flag_of_text(clean_key(text)) else "not_completed"
    except ValueError:
        return None


def _credit_types() -> dict[str, str]:
    names: dict[str, str] = {}
    for each in CreditType.objects.all():
        for name in (each.code, each.name_singular, each.name_plural, each.name_in_statement):
            names.setdefault(plain_credit(name), each.code)
    return names


def _physicians_only() -> frozenset[str]:
    types = CreditType.objects.filter(physicians_only=True)
    return frozenset(types.values_list("code", flat=True))


_COMPLETION_OF = {
    plain_word(word): code for code, words in COMPLETION_WORDS.items() for word in words
}
_CATEGORY_OF = {
    plain_word(word): code for code, words in CATEGORY_WORDS.items() for word in words
} | {"": "unsaid"}
