"""What an operator gives and the service cannot use is refused at start, with its place."""

from __future__ import annotations

import json

import pytest

from callers import EC, RSA, public
from medcaution import InputError
from medcaution.service.app import create
from medcaution.service.settings import JwtSettings, ServiceSettings
from medcaution.service.tokens import Verifier

KEYS = {
    "{}": "holds no key",
    "[]": "holds no key",
    '{"keys":[]}': "holds no key",
    '{"keys":\n[}': "line 2, column 2",
    '{"keys":' + "[" * 10_000 + "]" * 10_000 + "}": "nested too deeply",
    '{"keys":[],"keys":[]}': "the same key twice",
    '{"keys":[{"kty":"oct","k":"eA","kid":"e"}]}': "key 1 of",
    json.dumps({"keys": [public(EC, "e"), {}]}): "key 2 of",
    json.dumps({"keys": [public(EC, "e"), 3]}): "key 2 of",
    json.dumps({"keys": [public(EC, 5)]}): "no P-384 or RSA public key with an id",
    json.dumps({"keys": [public(EC, "e") | {"d": "AA"}]}): "a private key",
    json.dumps({"keys": [public(EC, "e"), public(RSA, "e")]}): "an id that another has",
    None: "cannot be read",
}


@pytest.mark.parametrize(("keys", "words"), KEYS.items(), ids=[str(n) for n in range(len(KEYS))])
def test_keys_that_cannot_be_used_are_refused_at_start(configured, tmp_path, keys, words):
    if keys is not None:
        (tmp_path / "keys.json").write_text(keys)
    (tmp_path / "jwt.toml").write_text(configured.read_text())
    with pytest.raises(InputError, match=words) as refused:
        create(ServiceSettings(jwt_config=tmp_path / "jwt.toml"))
    assert "keys.json" in str(refused.value)


SETTINGS = {
    "base_url = \n": "jwt.toml:1: not valid TOML",
    f"deep = {'[' * 10_000}{']' * 10_000}": "jwt.toml:1: not valid TOML: nested too deeply",
    'replay_store = "x"\nbase_url = "ftp://x"\n': "jwt.toml:2: base_url",
    '# who\nreplay_sto = "x"\n': "jwt.toml:2: replay_sto",
    "longest_life = 0\n": "jwt.toml:1: longest_life",
    '\n[[issuers]]\niss = "x"\njwks = 5\n': "jwt.toml:4: issuers.1.jwks",
    "": "jwt.toml:1: replay_store",
}


@pytest.mark.parametrize("text", SETTINGS)
def test_what_is_wrong_with_the_settings_is_told_at_its_line(tmp_path, text):
    file = tmp_path / "jwt.toml"
    file.write_text(text)
    with pytest.raises(InputError) as refused:
        JwtSettings.read(file)
    assert str(refused.value).startswith(f"{file} holds no JWT settings that can be used:\n")
    assert SETTINGS[text] in str(refused.value)


def test_a_store_that_cannot_be_used_is_refused_at_start(configured, tmp_path):
    broken = tmp_path / "broken"
    broken.write_text("no database" * 100)
    for store in (broken, tmp_path / "no" / "folder"):
        settings = JwtSettings.read(configured).model_copy(update={"replay_store": store})
        with pytest.raises(InputError, match="replay_store"):
            Verifier(settings)
