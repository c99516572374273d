"""A kind of import made for tests: a basket of fruit, which keeps what it took in a list."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from accounts.errors import Refused
from accounts.models import User
from imports.kinds import Field, Found, Item, Kind, Outcome, Reason, Target
from imports.models import Import, ImportRow
from imports.values import day_of_text, number_of_text
from providers.models import Provider
from providers.rights import Right


def read_list(text: str) -> Iterator[Found]:
    """One fruit to a line after the word FRUIT; what begins with “?” cannot be read."""
    for at, line in enumerate(text.split("\n"), start=1):
        if line.startswith("?"):
            yield Found(at, line, reasons=[Reason("", "unknown", "Nobody knows what this is.")])
        elif line.strip():
            yield Found(at, line, {"name": line, "weight": "1", "color": "red"})


class Fruit(Kind):
    """Name, weight, color and day of the harvest."""

    key = "fruit"
    title = "Fruit"
    noun = ("fruit", "fruits")
    right = Right.CREDIT
    fields = (
        Field("name", "Name", required=True, aliases=("Fruit",)),
        Field("weight", "Weight", required=True, content="number"),
        Field("color", "Color", content="choice"),
        Field("picked", "Picked on", content="date"),
    )
    readers = {"gift": read_list}

    def __init__(self) -> None:
        self.basket: list[tuple[str, str]] = []
        self.breaks = False
        self.eaten = False

    def target_or_404(self, user: User, target: str) -> Target:
        return Target(Provider.objects.get(slug=target), "Basket", "/")

    def starts(self, user: User) -> list[tuple[str, str]]:
        return []

    def options(self, source: Import, key: str) -> list[tuple[str, str]]:
        return [("red", "Red"), ("green", "Green")]

    def recognize(self, source: Import, key: str, text: str) -> str | None:
        return text.lower() if text.lower() in {"", "red", "green"} else None

    def check(self, source: Import, items: Iterator[Item], now: datetime) -> Iterator[Outcome]:
        seen: set[str] = {name for name, _ in self.basket}
        for item in items:
            yield self._judged(source, item, seen)

    def _judged(self, source: Import, item: Item, seen: set[str]) -> Outcome:
        cells = item.cells
        if cells["name"] in seen:
            return Outcome("known", reasons=[Reason("name", "twice", "Is here already.")])
        if item.codes["color"] is None:
            reason = Reason("color", "unknown_color", f"“{cells['color']}” is no color here.")
            return Outcome("returned", reasons=[reason])
        try:
            weight = number_of_text(cells["weight"], mark=item.mark)
            day = cells["picked"] and str(
                day_of_text(cells["picked"], order=item.order, zone=source.provider.zone)
            )
        except ValueError as wrong:
            return Outcome("returned", reasons=[Reason("weight", "wrong", str(wrong))])
        seen.add(cells["name"])
        return Outcome("good", {"name": cells["name"], "weight": str(weight), "day": day})

    def take(self, source: Import, rows: list[ImportRow]) -> None:
        for row in rows:
            self.basket.append((row.values["name"], row.values["day"]))
            row.made_id = len(self.basket)
        if self.breaks:
            raise RuntimeError("The basket broke.")

    def taken(self, source: Import, now: datetime) -> dict[str, Any]:
        return {"basket": len(self.basket)}

    def undo(self, source: Import, actor: User, now: datetime) -> None:
        if self.eaten:
            raise Refused("built_on", "The fruit was eaten.")
        self.basket.clear()
