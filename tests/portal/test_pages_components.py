"""What each component says to assistive technology, and what no template may contain."""

import re
from types import SimpleNamespace as Row

from django import forms
from django.conf import settings
from django.template.loader import render_to_string

TEMPLATES = settings.BASE_DIR / "templates"
# Mail programs read no style sheet: the frame of mails carries its own.
PAGES = [path for path in sorted(TEMPLATES.rglob("*.html")) if "email" not in path.parts]
STYLES = sorted((settings.BASE_DIR / "portal" / "static" / "css").glob("*.css"))


class Sheet(forms.Form):
    """One field of text, one of choices."""

    name = forms.CharField(help_text="As on your license.")
    useful = forms.ChoiceField(choices=[("1", "Yes"), ("2", "No")], widget=forms.RadioSelect)
    note = forms.CharField(required=False)


def drawn(name: str, **context: object) -> str:
    return re.sub(r"\s+", " ", render_to_string(f"components/{name}.html", context))


def test_a_field_is_tied_to_its_label_help_and_error() -> None:
    html = drawn("field", field=Sheet({})["name"])
    assert '<label for="id_name">Name</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = drawn("field", field=Sheet({})["useful"])
    assert re.search(r'<fieldset[^>]+aria-describedby="id_useful_error"> <legend>Useful', html)
    assert html.count("<label for=") == 2


def test_what_may_be_left_empty_is_said_to_be_optional() -> None:
    assert "(optional)" in drawn("field", field=Sheet()["note"])
    assert "(optional)" not in drawn("field", field=Sheet()["name"])


def test_a_refused_form_keeps_what_was_typed_and_lists_its_faults() -> None:
    html = drawn("form_fields", form=Sheet({"name": "Zoë"}))
    assert 'value="Zoë"' in html
    assert 'role="group"' in html
    assert 'href="#id_useful_0"' in html


def test_a_good_form_has_no_summary() -> None:
    assert drawn("error_summary", form=Sheet()).strip() == ""


def test_the_stepper_says_each_state_in_words_and_locks_what_opens_later() -> None:
    states = [("Watch", "done"), ("Test", "current"), ("Claim", "locked")]
    steps = [Row(label=label, state=state, url=f"/{label}/") for label, state in states]
    html = drawn("stepper", steps=steps)
    assert html.count('aria-current="step"') == 1
    assert [word in html for word in ("– done", "– next", "– not open yet")] == [True] * 3
    assert 'href="/Claim/"' not in html


def test_the_watched_bar_draws_each_range_and_says_it() -> None:
    html = drawn("watched", ranges=[(0, 60), (90, 200)], length=240, text="Not yet: 1:00 to 1:30")
    assert 'd="M0 5H60M90 5H200"' in html
    assert 'viewBox="0 0 240 10"' in html
    assert "Not yet: 1:00 to 1:30" in html


def test_a_message_is_escaped() -> None:
    assert "<b>" not in drawn("alert", text="<b>bold</b>", level="error")


def test_no_page_template_holds_inline_script_or_style() -> None:
    for path in PAGES:
        html = path.read_text()
        scripts = re.findall(r"<script\b[^>]*>", html)
        inline = [tag for tag in scripts if "src=" not in tag and "application/json" not in tag]
        assert not inline, path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html), path


def test_the_banner_of_a_sample_stands_above_the_way_back_on_every_page() -> None:
    for path in PAGES:
        above, banner, _ = path.read_text().partition("components/sample_banner.html")
        assert not (banner and 'class="crumbs"' in above), path


def test_every_icon_that_a_template_names_exists() -> None:
    there = {path.stem for path in (TEMPLATES / "components" / "icons").glob("*.svg")}
    for path in PAGES:
        named = re.findall(r'\bicon="([a-z-]+)"|icons/([a-z-]+)\.svg', path.read_text())
        assert {name for pair in named for name in pair if name} <= there, path


def test_style_sheets_fetch_nothing_from_elsewhere() -> None:
    for path in STYLES:
        addresses = re.findall(r"(?<!@import )url\([\"']?([^\"')]+)", path.read_text())
        assert [url for url in addresses if not url.startswith(("../vendor/", "data:"))] == []
        listed = re.findall(r'@import url\("([^"]+)"\)', path.read_text())
        assert [name for name in listed if not (path.parent / name).is_file()] == []


def test_a_table_that_scrolls_is_not_named_as_the_section_around_it() -> None:
    # A screen reader would list two landmarks of one name.
    named = re.compile('<section[^>]* aria-labelledby="([^"]+)"')
    scrolls = re.compile('role="region" aria-labelledby="([^"]+)"')
    twice = {
        str(file.relative_to(TEMPLATES)): names
        for file in TEMPLATES.rglob("*.html")
        if (names := {*named.findall(file.read_text())} & {*scrolls.findall(file.read_text())})
    }
    assert twice == {}
