"""Reporting credit: one record of a completion, layouts as data, exports, and what is answered to them.

records → planning (who goes, who does not, and why) → exporting → replies
"""
