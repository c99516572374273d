"""Changes that wait for a second person, for templates of apps that cannot import this one."""

from typing import Any

from django import template

from publishing.services.waiting_changes import ShownChange, waiting_in_step, waiting_of_person

register = template.Library()


@register.simple_tag(takes_context=True)
def changes_waiting_here(context: dict[str, Any]) -> list[ShownChange]:
    """Return what waits in the step of the editor that is shown, or for the person whose page it is."""
    viewer = context["request"].user
    if "person" in context:
        return waiting_of_person(context["person"], viewer)
    steps = context.get(
        "steps", ()
    )  # A page about the whole course, such as its reviews, has none.
    step = next((each.key for each in steps if each.current), "review")
    return waiting_in_step(context["course"], step, viewer)
