"""Template filters for credit: its trademark phrase and its amounts."""

from django import template

from courses.emphasis import credit_html, credit_plain
from courses.services.statements import amount

register = template.Library()
register.filter("credit_html", credit_html)
register.filter("credit_plain", credit_plain)
register.filter("credit_amount", amount)
