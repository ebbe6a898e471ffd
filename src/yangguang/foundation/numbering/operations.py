"""
Issuing numbers: machinery inside other operations.

One statement raises the counter and locks its row until the caller's transaction ends. Others wait for that;
so a number is either part of a committed act or was never given.
"""

from datetime import date

from django.conf import settings
from django.db import connection

from yangguang.foundation.acts.api import require_operation
from yangguang.foundation.numbering import queries, rules

_NEXT = """
INSERT INTO numbering_numberseries (body_code, kind, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (body_code, kind, year) DO UPDATE SET last = numbering_numberseries.last + 1
RETURNING last
"""


def issue_number(*, body_code: str, kind: str, year: int, pattern: str) -> str:
    """
    Give the next number of a body's series of this kind in this year, written in the pattern.

    The pattern holds {number} and may hold {year} and {body}. No gap, no duplicate, also after a rollback.
    """
    require_operation()
    rules.write_number(
        pattern, body_code=body_code, year=year, number=1
    )  # a bad pattern must not cost a number
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [body_code, kind, year])
        (number,) = cursor.fetchone()
    return rules.write_number(pattern, body_code=body_code, year=year, number=number)


def issue_document_number(*, body_code: str, word: str, year: int) -> str:
    """Give the next number of documents or cases under a document word: 深市监许准〔2026〕1187号."""
    return issue_number(body_code=body_code, kind=word, year=year, pattern=rules.document_pattern(word))


def issue_receipt_number(*, body_code: str, kind: str, day: date, prefix: str = "SZ") -> str:
    """
    Give a number for a receipt the public looks up by: prefix, day, serial of the year, proof.

    The proof makes trying one number after the other useless.
    """
    number = issue_number(
        body_code=body_code, kind=kind, year=day.year, pattern=f"{prefix}{day:%Y%m%d}{{number:06d}}"
    )
    return rules.with_proof(number, key=queries.signing_key(settings.SECRET_KEY))
