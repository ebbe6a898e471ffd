"""
The one door of the Chinese commercial cryptography: SM2 signatures and encryption, SM3 digests, SM4 ciphers.

The work is done by the system's libcrypto and by `cryptography`; a pure-Python twin takes over by itself where they
lack an algorithm, or when YANGGUANG_SM=pure, and is the oracle of the tests.
"""

from yangguang.kernel.sm.ciphers import (
    new_iv,
    new_sm4_key,
    sm4_cbc_decrypt,
    sm4_cbc_encrypt,
    sm4_ctr,
    sm4_ecb,
    sm4_gcm_open,
    sm4_gcm_seal,
)
from yangguang.kernel.sm.ciphertexts import ciphertext_from_raw, ciphertext_to_raw
from yangguang.kernel.sm.curve import DEFAULT_SIGNER_ID
from yangguang.kernel.sm.digest import hmac_sm3, new_sm3, sm3
from yangguang.kernel.sm.engine import engine_name
from yangguang.kernel.sm.envelopes import unwrap_private_key, wrap_private_key
from yangguang.kernel.sm.keys import PrivateKey, PublicKey
from yangguang.kernel.sm.refusals import (
    CiphertextRefused,
    KeyRefused,
    PasswordRefused,
    SignatureFailed,
)

__all__ = [
    "DEFAULT_SIGNER_ID",
    "CiphertextRefused",
    "KeyRefused",
    "PasswordRefused",
    "PrivateKey",
    "PublicKey",
    "SignatureFailed",
    "ciphertext_from_raw",
    "ciphertext_to_raw",
    "engine_name",
    "hmac_sm3",
    "new_iv",
    "new_sm3",
    "new_sm4_key",
    "sm3",
    "sm4_cbc_decrypt",
    "sm4_cbc_encrypt",
    "sm4_ctr",
    "sm4_ecb",
    "sm4_gcm_open",
    "sm4_gcm_seal",
    "unwrap_private_key",
    "wrap_private_key",
]
