"""Questions in the forms of other programs: Moodle GIFT and Aiken as plain values, and the cells of tables."""
