"""The catalogue's tables in the admin; each module registers its own."""

from courses.admin import catalogue, people

__all__ = ["catalogue", "people"]
