"""What is written into a template once, when it is loaded, still speaks the language of each page."""

from django.template.loader import render_to_string
from django.utils.translation import gettext, override

# Django's own administration translates it, so that no catalogue of ours is asked.
WORDS = "Skip to main content"


def test_a_part_of_a_page_speaks_the_language_of_the_page() -> None:
    with override("es"):
        translated = gettext(WORDS)
    assert translated != WORDS
    for language, words in [("en-us", WORDS), ("es", translated), ("en-us", WORDS)]:
        with override(language):
            page = render_to_string("404.html")
        assert f">{words}</a>" in page
        assert f'<html lang="{language}">' in page
