"""Forms for claims and corrections, and for what staff correct or revoke."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.form_fields import choice_field
from accounts.models import ParsCategory, Profession
from accounts.names import CREDENTIALS_LENGTH, NAME_LENGTH, check_credentials
from certificates.models import Certificate
from certificates.services.amounts import claimable_quarters, quarters_of
from certificates.services.confirming import digest_of_statement
from certificates.services.correction_offers import listed_offers
from courses.forms.credit_names import NamesCreditInFull
from courses.models import Offer
from courses.services.offered import amount_of
from courses.services.statements import amount, attestation
from progress.errors import NotEligible

_CREDIT_REFUSED = {
    "required": _("Choose a credit type."),
    "invalid_choice": _(
        "You can’t claim that credit for this course: it’s for another profession, or no longer offered."
        " Choose one from the list. If your profession is wrong, change it in your profile."
    ),
}


@dataclass(frozen=True)
class Term:
    """An offer, with the statement to confirm as this learner confirms it, and its digest."""

    offer: Offer
    statement: str
    digest: str

    @property
    def is_fixed(self) -> bool:
        """Whether there is only one amount to claim."""
        return len(claimable_quarters(self.offer)) == 1

    @property
    def most(self) -> str:
        """The most that can be claimed, with its name."""
        return amount_of(self.offer)


class StatementForm(forms.Form):
    """A statement to confirm, and the digests of those that the page showed (`refuse_unconfirmed`)."""

    attested = forms.BooleanField(
        label=_("I confirm the statement for the credit I chose"),
        error_messages={"required": _("Check the box to confirm the statement.")},
    )
    statement = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    terms: list[Term]

    def untick_unless_shown(self) -> None:
        """Show the box unticked unless the page where it was ticked showed every statement that is shown now.

        Also if the credit chosen there is no longer offered: it was ticked for that one's. All else stays as typed.
        To be called before the form is drawn: what a field begins with is read once.
        """
        shown = set(self["statement"].value() or ())
        offered = {term.offer.credit_type.code for term in self.terms}
        if self["credit_type"].value() in offered and {term.digest for term in self.terms} <= shown:
            return
        self.initial.pop("attested", None)
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data.pop("attested", None)


class ClaimForm(StatementForm):
    """Credit type, amount and attestation. The service checks them again."""

    credit_type = forms.ChoiceField(
        label=_("Credit type"), widget=forms.RadioSelect, error_messages=_CREDIT_REFUSED
    )
    # Without a limit, “1E+999999” would be expanded to a million digits.
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=6,
        error_messages={
            "required": _("Choose the amount you earned."),
            "invalid": _("Choose one of the amounts in the list."),
            "max_digits": _("Choose one of the amounts in the list."),
        },
    )
    credentials = forms.CharField(
        label=_("Credentials after your name"),
        required=False,
        help_text=_("For example MD, FACEP. We’ll save them to your profile."),
        widget=forms.TextInput(attrs={"autocomplete": "honorific-suffix"}),
        max_length=CREDENTIALS_LENGTH,
    )
    field_order = ("credit_type", "amount", "credentials", "attested")

    def __init__(
        self,
        *args: Any,
        offers: Sequence[Offer],
        percent_watched: int,
        degree: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.terms = _terms(offers, degree)
        best = offers[0]
        choice_field(self, "credit_type").choices = [
            (offer.credit_type.code, str(offer.credit_type)) for offer in offers
        ]
        self.fields["credit_type"].initial = best.credit_type.code
        amounts = _amounts(offers)
        self.fields["amount"].widget = forms.Select(choices=amounts)
        if len(amounts) > 2:
            self.fields["amount"].help_text = _advice(percent_watched)
        # AMA: credit is earned by participating, so the maximum is preselected only for learners who
        # watched the whole video, and where there is nothing to choose.
        whole = percent_watched == 100 or len(amounts) == 2
        self.fields["amount"].initial = amount(best.max_quarters) if whole else None
        if len(offers) == 1:
            self.fields["attested"].label = self.terms[0].statement

    @property
    def only_amount(self) -> str:
        """The one amount that there is to choose; "" where there are several."""
        amounts = _amounts([term.offer for term in self.terms])
        return amounts[-1][0] if len(amounts) == 2 else ""

    @property
    def chosen(self) -> tuple[Offer, int] | None:
        """What the form would claim as it stands, in quarter credits; None while no amount is chosen."""
        offers = {term.offer.credit_type.code: term.offer for term in self.terms}
        offer = offers.get(str(self["credit_type"].value()), self.terms[0].offer)
        by_amount = {amount(each): each for each in claimable_quarters(offer)}
        quarters = by_amount.get(str(self["amount"].value()))
        return (offer, quarters) if quarters else None

    def clean_credentials(self) -> str:
        return check_credentials(self.cleaned_data["credentials"])

    def clean_amount(self) -> int:
        """Return quarter credits."""
        return quarters_typed(self.cleaned_data["amount"])


class NameForm(forms.Form):
    """The name as it should have been printed."""

    name = forms.CharField(
        label=_("Name on the certificate"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter the name as it should be printed.")},
    )


class CreditTypeForm(StatementForm):
    """The credit that should have been chosen."""

    credit_type = forms.ChoiceField(
        label=_("Credit type"), widget=forms.RadioSelect, error_messages=_CREDIT_REFUSED
    )
    field_order = ("credit_type", "attested")

    def __init__(self, *args: Any, offers: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = _terms(offers)
        choice_field(self, "credit_type").choices = [
            (offer.credit_type.code, str(offer.credit_type)) for offer in offers
        ]
        self.fields["credit_type"].initial = offers[0].credit_type.code
        if len(offers) == 1:
            self.fields["attested"].label = self.terms[0].statement


class CorrectionForm(NamesCreditInFull, forms.Form):
    """What staff correct on a certificate, and what proof they were shown."""

    name = forms.CharField(max_length=NAME_LENGTH)
    credentials = forms.CharField(max_length=CREDENTIALS_LENGTH, required=False)
    profession = forms.ChoiceField(
        required=False,
        help_text="As recorded at the claim, whatever the profile says now. Choose another only with proof; a"
        " physician's takes a second person: ask for the move by the link on this page.",
    )
    proof = forms.CharField(
        label="Proof of the profession",
        max_length=300,
        required=False,
        help_text="For another profession: what you were shown, and how you checked it.",
    )
    credit_type = forms.ChoiceField(
        label="Credit",
        help_text="Another one must be one that this profession may earn. A credit that only physicians earn"
        " takes a second person: ask for the move by the link on this page.",
    )
    amount = forms.DecimalField(max_digits=6, decimal_places=2)
    reason = forms.CharField(
        max_length=300, help_text="What was wrong, and what proof you were shown: for the record."
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, certificate: Certificate
    ) -> None:
        initial = {
            "name": certificate.name,
            "credentials": certificate.credentials,
            "profession": certificate.profession_code,
            "credit_type": certificate.credit_type_code,
            "amount": amount(certificate.credit_quarters),
        }
        super().__init__(data, initial=initial)
        own = (certificate.credit_type_code, certificate.credit_name.replace("*", ""))
        offered = [(o.credit_type.code, str(o.credit_type)) for o in listed_offers(certificate)]
        choice_field(self, "credit_type").choices = dict([own, *offered]).items()
        recorded = (certificate.profession_code, certificate.profession or "Not recorded")
        others = Profession.objects.filter(pars_category=ParsCategory.OTHER, retired_at=None)
        listed = [*others.values_list("code", "name"), recorded]
        choice_field(self, "profession").choices = dict(listed).items()

    def clean_amount(self) -> int:
        """Return quarter credits."""
        return quarters_typed(self.cleaned_data["amount"])


class RevocationForm(NamesCreditInFull, forms.Form):
    """The reason for revoking certificates, for the record."""

    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def _terms(offers: Sequence[Offer], degree: str = "") -> list[Term]:
    said = [(each, attestation(each.credit_type, degree=degree)) for each in offers]
    return [Term(offer, statement, digest_of_statement(statement)) for offer, statement in said]


def quarters_typed(typed: Decimal) -> int:
    """Return an amount in quarter credits. Raises `ValidationError` if it is no multiple of a quarter."""
    try:
        return quarters_of(typed)
    except NotEligible as refused:
        raise forms.ValidationError(refused.message, code=refused.code) from refused


def _amounts(offers: Sequence[Offer]) -> list[tuple[str, str]]:
    quarters = sorted({each for offer in offers for each in claimable_quarters(offer)})
    return [("", gettext("Choose…")), *((amount(each), amount(each)) for each in quarters)]


def _advice(percent_watched: int) -> str:
    if percent_watched == 100:
        return gettext(
            "Claim only the time you took part, in steps of 0.25 (15 minutes). You watched the whole video, so"
            " the maximum is selected."
        )
    return gettext(
        "Claim only the time you took part, in steps of 0.25 (15 minutes). You watched %(percent)s%% of the"
        " video."
    ) % {"percent": percent_watched}
