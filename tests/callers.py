"""Who may call the service in its tests: keys, and the files that name them."""

from __future__ import annotations

import json

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

EC, RSA = ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)
BASE, ISS = "https://cds.example", "https://ehr.example"
JKU = "https://ehr.example/jwks.json"


def public(key, kid):
    algorithm = jwt.algorithms.ECAlgorithm if key is EC else jwt.algorithms.RSAAlgorithm
    return json.loads(algorithm.to_jwk(key.public_key())) | {"kid": kid}


def configure(folder):
    """The settings of a service that knows the two keys, as a file."""
    (folder / "keys.json").write_text(json.dumps({"keys": [public(EC, "e"), public(RSA, "r")]}))
    file = folder / "jwt.toml"
    file.write_text(
        f'base_url = "{BASE}"\nreplay_store = "used.sqlite"\n'
        f'[[issuers]]\niss = "{ISS}"\njwks = "keys.json"\njku = ["{JKU}"]\n'
    )
    return file
