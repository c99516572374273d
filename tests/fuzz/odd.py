"""Odd values for anything that a request can carry, and where a text file is expected."""

ODD: dict[str, str | bytes] = {
    "a NUL": "a\0b",
    "nothing": "",
    "spaces": " \t\r\n\u00a0\u2003",
    "a surrogate in UTF-8": b"a\xed\xa0\x80b",
    "no UTF-8": b"\xff\xfe\x80",
    "emoji and directions": "🩺 e\u0301 \u202ekcab\u202c \u200d\ufeff",
    "5,000 letters": "x" * 5000,
    "a minus": "-1",
    "beyond 64 bits": str(2**63),
    "5,000 digits": "9" * 5000,
    "a digit that int() refuses": "²",
    "other digits": "١٢",
    "not a number": "NaN",
    "an exponent": "1e400",
    "the year 0": "0000-00-00",
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "a list": "[1,2]",
    "deep JSON": "[" * 3000,
    "JSON with a NUL": '{"a": "\\u0000", "b": "\\ud800"}',
    "a formula": "=1+1",
    "a path": "../../etc/passwd",
    "an address elsewhere": "//elsewhere.example/\\",
    "a name of a page": "dashboard",
    "an id of nothing": "00000000-0000-0000-0000-000000000000",
    "percent signs": "%s%(x)s{0}{{x}}%00%",
}
"""What each is called in a failure. Bytes are sent as they are."""

FORM = "application/x-www-form-urlencoded"
