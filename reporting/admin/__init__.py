"""The tables of reporting in the admin; each module registers its own."""

from reporting.admin import exports, identity, layouts

__all__ = ["exports", "identity", "layouts"]
