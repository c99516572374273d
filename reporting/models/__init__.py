"""What a learner enters for reporting, and what is reported: layouts and exports."""

from reporting.models.exports import Action, Export, ExportExclusion, ExportRow, State
from reporting.models.identity import (
    BoardId,
    CertifyingBoard,
    Consent,
    ConsentText,
    Licence,
    ReportingDestination,
    ReportingIdentity,
)
from reporting.models.layouts import (
    ExportColumn,
    ExportLayout,
    Format,
    ProfessionCode,
    Subject,
    TrackingNumber,
)

__all__ = [
    "Action",
    "BoardId",
    "CertifyingBoard",
    "Consent",
    "ConsentText",
    "Export",
    "ExportColumn",
    "ExportExclusion",
    "ExportLayout",
    "ExportRow",
    "Format",
    "Licence",
    "ProfessionCode",
    "ReportingDestination",
    "ReportingIdentity",
    "State",
    "Subject",
    "TrackingNumber",
]
