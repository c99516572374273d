"""Long lists, a page at a time. The page's number stands in the address, beside whatever filters the list."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = 50


class ListPage(Page[Any]):
    """One page of a list, for `components/pagination.html`; `key` is the parameter with its number."""

    key = "page"

    @property
    def previous_query(self) -> dict[str, int | None]:
        # The first page has the list's own address.
        return {self.key: self.number - 1 if self.number > 2 else None}

    @property
    def next_query(self) -> dict[str, int | None]:
        return {self.key: self.number + 1}


class _Pages(Paginator[Any]):
    def _get_page(self, *args: Any, **kwargs: Any) -> ListPage:
        return ListPage(*args, **kwargs)


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    *,
    size: int = PAGE,
    key: str = "page",
) -> ListPage:
    """Return the page of `rows` that the address asks for, at most `size` of them.

    Anything but a number gives the first page, a number beyond the end the last. Two lists on one
    page need two keys.
    """
    page = _Pages(rows, size).get_page(request.GET.get(key))
    assert isinstance(page, ListPage)  # noqa: S101 - what the hook above makes
    page.key = key
    return page
