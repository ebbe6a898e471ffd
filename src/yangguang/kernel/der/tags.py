"""Identifier octets (X.690 §8.1.2) of the types that certificates and signatures use."""

BOOLEAN = 0x01
INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
ENUMERATED = 0x0A
UTF8_STRING = 0x0C
NUMERIC_STRING = 0x12
PRINTABLE_STRING = 0x13
TELETEX_STRING = 0x14
IA5_STRING = 0x16
UTC_TIME = 0x17
GENERALIZED_TIME = 0x18
VISIBLE_STRING = 0x1A
UNIVERSAL_STRING = 0x1C
BMP_STRING = 0x1E
SEQUENCE = 0x30
SET = 0x31

CONSTRUCTED = 0x20

# How the text of each string type is spelled in bytes; TeletexString is read as Latin-1, as everyone does.
TEXT_CODECS = {
    UTF8_STRING: "utf-8",
    NUMERIC_STRING: "ascii",
    PRINTABLE_STRING: "ascii",
    TELETEX_STRING: "latin-1",
    IA5_STRING: "ascii",
    VISIBLE_STRING: "ascii",
    UNIVERSAL_STRING: "utf-32-be",
    BMP_STRING: "utf-16-be",
}

PRIMITIVES = frozenset(
    (
        BOOLEAN,
        INTEGER,
        BIT_STRING,
        OCTET_STRING,
        NULL,
        OBJECT_IDENTIFIER,
        ENUMERATED,
        UTC_TIME,
        GENERALIZED_TIME,
    )
) | frozenset(TEXT_CODECS)


def context(number: int, *, constructed: bool = True) -> int:
    """Give the identifier octet of a context tag [0]-[30]."""
    if not 0 <= number <= 30:
        raise ValueError(f"context tag {number} does not fit one octet")
    return 0x80 | (CONSTRUCTED if constructed else 0) | number
