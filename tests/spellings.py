"""How people write one mailbox, and what is none: every page and file that takes an address is tried with these."""

MAILBOX = "anna@xn--bcher-kva.example"
"""The form in which all of `SPELLINGS` are stored."""
SHOWN = "anna@bücher.example"
SPELLINGS = {
    "Unicode": "anna@bücher.example",
    "punycode": "anna@xn--bcher-kva.example",
    "full width": "anna@ｂücher.example",
    "capitals": "ANNA@BÜCHER.example",
    "decomposed": "anna@bu\u0308cher.example",
    "zero-width space": "anna@bücher.example\u200b",
    "byte order mark": "\ufeffanna@bücher.example",
    "soft hyphen": "an\u00adna@bücher.example",
    "pasted with a name": "Anna Bauer <anna@bücher.example>",
    "pasted link": "mailto:Anna@Bücher.example?subject=CME",
}
NO_ADDRESSES = {
    "mıke@example.org": "We cannot use “ı” before the @",
    "é@example.org": "We cannot use “é” before the @",
    "mike@example.org.": "Leave out the dot at the end: mike@example.org",
    "mike@bücher..example": "We cannot send email to “bücher..example”",
    "mike.example.org": "Enter a whole email address",
}
"""What is no address, with the beginning of what is said. Each is close to `mike@example.org`."""
