"""Files of other programs: read, mapped, checked line by line, taken or returned with reasons, undone."""
