"""One page in every encoding that browsers take: made once, chosen for each who asks, or 304."""

import gzip
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import brotli
from django.utils.http import parse_etags

Headers = list[tuple[str, str]]
# A page of 20 KB takes 2 ms; Brotli's best takes 30 times as long and makes it a sixth smaller.
_GZIP, _BROTLI = 6, 6
_OURS = ("br", "gzip", "identity")
"""The smallest first: it is chosen where the browser likes several equally well."""
_LEAST = 0.0001
"""How much an encoding is liked that need not be named, which is identity alone."""
_LONGEST = 300
_MADE_HERE = {"content-length", "etag", "vary"}
# As Django answers 304: nothing of the body, and not what middleware inside of its condition adds.
_NOT_IN_304 = {"content-type", "content-length", "content-encoding", "content-disposition"}
_NOT_IN_304 |= {"x-frame-options"}


@dataclass(frozen=True)
class _Encoded:
    etag: str
    headers: Headers
    body: bytes


class EncodedPage:
    """An answer of status 200, and its shorter forms; `size` is the memory that their bytes take.

    Each form has an ETag of its own, since they differ by bytes; identity keeps the one Django gave.
    """

    def __init__(self, headers: Headers, body: bytes) -> None:
        given = {name.lower(): value for name, value in headers}
        etag = given.get("etag") or f'"{blake2b(body, digest_size=16).hexdigest()}"'
        vary = given.get("vary", "")
        if "accept-encoding" not in vary.lower():
            vary = f"{vary}, Accept-Encoding".removeprefix(", ")
        common = [(name, value) for name, value in headers if name.lower() not in _MADE_HERE]
        common.append(("Vary", vary))
        self._forms = {"identity": _form(common, etag, body)}
        for name, packed in {
            "br": brotli.compress(body, quality=_BROTLI),
            "gzip": gzip.compress(body, _GZIP, mtime=0),
        }.items():
            if len(packed) < len(body):
                own = [*common, ("Content-Encoding", name)]
                self._forms[name] = _form(own, f'{etag.removesuffix('"')}-{name}"', packed)
        self.size = sum(len(form.body) for form in self._forms.values())

    def head(self, accepted: str) -> tuple[int, Headers, bytes]:
        """Return the same for HEAD: what GET would say, without the body, of which the length is told."""
        status, headers, _ = self.answer(accepted, "")
        return status, headers, b""

    def answer(self, accepted: str, known: str) -> tuple[int, Headers, bytes]:
        """Return status, headers and body for a request with this Accept-Encoding and If-None-Match."""
        # A longer one is no browser's, and would be remembered.
        name = chosen(accepted) if len(accepted) <= _LONGEST else "identity"
        form = self._forms.get(name) or self._forms["identity"]
        if known and _is_known(form.etag, known):
            kept = [pair for pair in form.headers if pair[0].lower() not in _NOT_IN_304]
            return 304, kept, b""
        return 200, form.headers, form.body


@lru_cache(maxsize=256)
def chosen(accepted: str) -> str:
    """Return which of our encodings a value of Accept-Encoding likes best (RFC 9110, 12.5.3).

    Identity where it takes none of them, too: a page that one can read is better than a refusal.
    """
    liked = dict(_weighed(part) for part in accepted.lower().split(",") if part.strip())
    others = liked.get("*", 0.0)
    weights = {name: liked.get(name, others) for name in _OURS}
    if "identity" not in liked and "*" not in liked:
        weights["identity"] = _LEAST
    best = max(_OURS, key=weights.__getitem__)  # of equals the first
    return best if weights[best] else "identity"


def _weighed(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    key, _, value = parameter.replace(" ", "").partition("=")
    try:
        weight = float(value) if key == "q" else 1.0
    except ValueError:
        weight = 0.0
    # Neither infinite nor no number: max() would choose what was not meant.
    return name.strip(), weight if 0 <= weight <= 1 else 0.0


def _form(common: Headers, etag: str, body: bytes) -> _Encoded:
    headers = [*common, ("ETag", etag), ("Content-Length", str(len(body)))]
    return _Encoded(etag, headers, body)


def _is_known(etag: str, known: str) -> bool:
    """Compare weakly, as If-None-Match asks for: a proxy that packs pages makes ETags weak."""
    bare = etag.removeprefix("W/")
    return known.strip() == "*" or any(bare == one.removeprefix("W/") for one in parse_etags(known))
