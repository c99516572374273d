"""A passkey as the database keeps it, made without a device."""

from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

_ID = b"a passkey of a test"


def passkey_of(name: str) -> dict[str, Any]:
    """Return the data of an `Authenticator`: a discoverable passkey called `name`."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    key = ES256.from_cryptography_key(public)  # type: ignore[no-untyped-call]
    held = AttestedCredentialData.create(Aaguid.NONE, _ID, key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    seen = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 0, held)
    asked = CollectedClientData.create(
        type=CollectedClientData.TYPE.CREATE, challenge=b"challenge", origin="http://localhost"
    )
    credential = {
        "id": websafe_encode(_ID),
        "rawId": websafe_encode(_ID),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": websafe_encode(asked),
            "attestationObject": websafe_encode(AttestationObject.create("none", seen, {})),
        },
    }
    return {"name": name, "credential": credential}
