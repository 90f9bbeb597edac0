"""Checksums against published vectors and against what one wrong sign does to a right value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.indicators.company import is_tax_code
from nlp.indicators.keccak import keccak256
from nlp.indicators.sensitive import is_card, is_citizen_id, luhn
from nlp.indicators.vietqr import crc16
from nlp.indicators.wallet import bech32, eip55, wallet_kind


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
)
def test_keccak_gives_the_published_digests(data: bytes, digest: str) -> None:
    assert keccak256(data).hex() == digest


@pytest.mark.parametrize(
    "address",
    [  # the examples of EIP-55
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        "0x52908400098527886E0F7030069857D2E4169EE7",
    ],
)
def test_ethereum_addresses_of_the_standard(address: str) -> None:
    assert eip55(address)
    assert wallet_kind(address) == "eth"
    swapped = address[:-1] + address[-1].swapcase()
    assert address[-1].isdigit() or eip55(swapped) is (swapped[2:] in (swapped[2:].lower(), swapped[2:].upper()))


@pytest.mark.parametrize(
    "address",
    [  # BIP 173 and BIP 350
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    ],
)
def test_bech32_addresses_of_the_standard(address: str) -> None:
    assert bech32(address)
    assert not bech32(address[:-1] + ("q" if address[-1] != "q" else "p"))


def test_crc16_of_the_published_check_value() -> None:
    assert crc16("123456789") == "29B1"


@given(st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_breaks_a_tax_code(place: int, by: int) -> None:
    code = "0204056089"
    assert is_tax_code(code) and is_tax_code(f"{code}-001") and not is_tax_code(f"{code}-000")
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert not is_tax_code(wrong)


@given(st.text(alphabet="0123456789", min_size=15, max_size=15), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_breaks_luhn(body: str, place: int, by: int) -> None:
    number = next(body + check for check in "0123456789" if luhn(body + check))
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not luhn(wrong)


def test_a_citizen_id_has_a_province_and_a_century() -> None:
    assert is_citizen_id("001203012345")
    assert not is_citizen_id("000203012345") and not is_citizen_id("001903012345") and not is_citizen_id("00120301234")


def test_a_card_needs_a_known_beginning() -> None:
    assert is_card("4111111111111111") and not is_card("1111111111111117")
