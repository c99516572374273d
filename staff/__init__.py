"""The staff home and menu, what needs attention, approvals, team, and the audit trail."""
