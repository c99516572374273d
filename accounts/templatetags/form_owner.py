"""Django's `{% csrf_token %}`, with the form's signed owner: built into every template (`portal.settings`).

One tag for both, so that no form can forget to say for whom it was made.
"""

from typing import Any

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.kept_posts import OWNER, owner_token

register = template.Library()


class _OwnedFormNode(CsrfTokenNode):
    def render(self, context: Context) -> SafeString:
        token = SafeString(super().render(context))
        user = context.get("user")
        # Staff who see a learner's page are not its owner.
        seen = getattr(context.get("request"), "impersonated", None)
        if not token or seen or user is None or not user.is_authenticated:
            return token
        field = '{}<input type="hidden" name="{}" value="{}">'
        return format_html(field, token, OWNER, owner_token(user.pk))


@register.tag
def csrf_token(parser: Any, token: Any) -> _OwnedFormNode:
    """Render the hidden fields that every form with POST needs: CSRF token and signed owner."""
    return _OwnedFormNode()
