"""Questions in the text formats of other programs, as plain values: Moodle GIFT and Aiken."""
