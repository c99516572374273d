"""Run: the home and the menu of staff, what needs attention, approvals, team, and the audit trail."""
