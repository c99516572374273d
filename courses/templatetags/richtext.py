"""Template filter for text that staff write in Markdown."""

from django import template

from courses.richtext import render_markdown

register = template.Library()
register.filter("markdown", render_markdown)
