"""Refusals that learners meet on their path."""

from accounts.errors import Refused

_LINKS = {
    "not_started": "Go to the course",
    "not_watched": "Go to the video",
    "not_passed": "Go to the post-test",
    "not_evaluated": "Go to the evaluation",
    "profession_unknown": "Go to your profile",
    "degree_unknown": "Go to your profile",
    "profession_not_eligible": "Go to your profile",
    "degree_not_eligible": "Go to your profile",
    "credit_type_not_offered": "Go to your profile",
    "address_not_verified": "Go to your addresses",
    "already_claimed": "Go to the certificate",
    "certificate_revoked": "Go to the certificate",
    "front_matter_changed": "Go to the course",
}


class NotEligible(Refused):
    """One of the refusals of DOMAIN §2.7, addressed to the learner."""

    def __init__(
        self, code: str, message: str, url: str = "", status: int = 400, link: str = ""
    ) -> None:
        super().__init__(code, message, url, status)
        self._link = link

    @property
    def link(self) -> str:
        """The words of the link to `url`: where it leads."""
        return self._link or _LINKS.get(self.code, "Go there")
