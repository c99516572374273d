"""Refusals that learners meet on their path."""

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from courses.emphasis import credit_html

_LINKS: dict[str, Promise] = {
    "not_started": _("Go to the course"),
    "not_watched": _("Go to the video"),
    "not_passed": _("Go to the post-test"),
    "not_evaluated": _("Go to the evaluation"),
    "attempts_exhausted": _("See your result"),
    "profession_unknown": _("Go to your profile"),
    "degree_unknown": _("Go to your profile"),
    "profession_not_eligible": _("Go to your profile"),
    "degree_not_eligible": _("Go to your profile"),
    "credit_type_not_offered": _("Go to your profile"),
    "address_not_verified": _("Go to your addresses"),
    "already_claimed": _("Go to the certificate"),
    "certificate_revoked": _("Go to the certificate"),
    "front_matter_changed": _("Go to the course"),
}


class NotEligible(Refused):
    """One of the refusals of DOMAIN §2.7, addressed to the learner.

    Names of credit come with the asterisks of `courses.emphasis`: `html` sets them in italics, as the AMA
    asks wherever that can be done, and `message` leaves them out.
    """

    def __init__(
        self, code: str, message: str, url: str = "", status: int = 400, link: str = ""
    ) -> None:
        super().__init__(code, message.replace("*", ""), url, status)
        self._emphasized, self._link = message, link

    @property
    def html(self) -> SafeString:
        """The message for a page."""
        return credit_html(self._emphasized)

    @property
    def link(self) -> str:
        """The words of the link to `url`: where it leads."""
        return self._link or str(_LINKS.get(self.code, _("Go there")))
