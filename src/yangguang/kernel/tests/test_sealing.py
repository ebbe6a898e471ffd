"""Sealing: opens for the right purpose and row, for nothing else; codes notice every change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.kernel import sealing

SECRET = "一个很长的主密钥" * 8


def sealed(plain: bytes = b"secret", purpose: str = "totp", row: str = "7") -> bytes:
    return sealing.seal(secret=SECRET, purpose=purpose, plain=plain, bound_to=row)


@given(st.binary(max_size=200))
def test_seal__any_content__opens_again(plain: bytes) -> None:
    assert sealing.unseal(secret=SECRET, purpose="totp", sealed=sealed(plain), bound_to="7") == plain


@given(st.data())
def test_unseal__one_bit_changed__is_refused(data: st.DataObject) -> None:
    good = bytearray(sealed())
    place = data.draw(st.integers(0, len(good) * 8 - 1))
    good[place // 8] ^= 1 << (place % 8)

    with pytest.raises(sealing.SealBroken):
        sealing.unseal(secret=SECRET, purpose="totp", sealed=bytes(good), bound_to="7")


@pytest.mark.parametrize(
    "other", [{"secret": "another"}, {"purpose": "keys"}, {"bound_to": "8"}, {"sealed": b""}]
)
def test_unseal__for_something_else__is_refused(other: dict) -> None:
    values = {"secret": SECRET, "purpose": "totp", "sealed": sealed(), "bound_to": "7"} | other

    with pytest.raises(sealing.SealBroken):
        sealing.unseal(**values)


def test_authentication_code__changed_content_or_code__is_not_authentic() -> None:
    code = sealing.authentication_code(secret=SECRET, purpose="grants", content=b"a")

    assert sealing.is_authentic(secret=SECRET, purpose="grants", content=b"a", code=code)
    assert not sealing.is_authentic(secret=SECRET, purpose="grants", content=b"b", code=code)
    assert not sealing.is_authentic(secret=SECRET, purpose="other", content=b"a", code=code)
    assert not sealing.is_authentic(secret=SECRET, purpose="grants", content=b"a", code="ä" + code[1:])
