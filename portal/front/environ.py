"""From granian's scope to the environ that Django reads, as granian's own WSGI would make it, and safer."""

import sys
from typing import IO, Any

_NO_PREFIX = {"content-type": "CONTENT_TYPE"}


def environ_of(scope: Any, body: IO[bytes] | None = None, size: int = 0) -> dict[str, Any]:
    """Return the WSGI environ of a request whose body, of `size` bytes, was read into `body`.

    Other than granian's own, it has neither the process's environment nor any header whose name has an
    underscore: `X_Forwarded_For` would take the place of `X-Forwarded-For`, and a visitor could forge what
    the proxy sets. The length is that of the body that came, whatever the request claimed.
    """
    name, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # As bytes in Latin-1, which PEP 3333 wants. What was no UTF-8 is U+FFFD by now.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": _bare(name) or scope.server,
        "SERVER_PORT": port if name else "0",
        "REMOTE_ADDR": _bare(scope.client.rpartition(":")[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    _add_headers(environ, scope.headers)
    if size:
        environ["CONTENT_LENGTH"] = str(size)
    return environ


def _bare(host: str) -> str:
    return host.removeprefix("[").removesuffix("]")


def _add_headers(environ: dict[str, Any], headers: Any) -> None:
    for name in headers:
        if "_" in name or name in {"content-length", "transfer-encoding"}:
            continue
        # A value that is not ASCII is not told: "" stands for it, as over WSGI.
        values = headers.get_all(name) or [""]
        if name == "content-type":
            environ["CONTENT_TYPE"] = values[0]
        else:
            key = "HTTP_" + name.upper().replace("-", "_")
            environ[key] = ("; " if name == "cookie" else ",").join(values)
