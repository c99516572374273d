"""Certificates and reports among the tables of the admin."""

from certificates.admin import certificates, exports, layouts

__all__ = ["certificates", "exports", "layouts"]
