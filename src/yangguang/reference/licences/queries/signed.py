"""A licence as data: the one form that is signed, the file a holder carries, and the check of such a file."""

from datetime import datetime
from typing import Any

from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.signing import api as signing
from yangguang.kernel import clock
from yangguang.kernel.der import MalformedDer
from yangguang.kernel.refusals import NotFound, Refusal
from yangguang.reference.licences.models import Licence, StatusList
from yangguang.reference.licences.rules import signed_data
from yangguang.reference.licences.rules.refusals import StatusListStale
from yangguang.reference.licences.rules.status_bits import StatusBits


def data_of(licence: Licence) -> dict[str, Any]:
    """Give what is signed: all the paper says, with the licence's place in the status list."""
    return {
        "identifier": licence.identifier,
        "type": licence.type_version.type.code if licence.type_version else "",
        "type_version": licence.type_version.number if licence.type_version else 0,
        "title": licence.title,
        "number": licence.number,
        "version": licence.version,
        "holder_name": licence.holder_name,
        "holder_code": licence.holder_code,
        "holder_kind": licence.holder_kind,
        "representative": licence.legal_representative,
        "address": licence.address,
        "content": [[label, value] for label, value in licence.content],
        "issued_on": licence.issued_on.isoformat(),
        "valid_from": licence.valid_from.isoformat(),
        "valid_until": licence.valid_until.isoformat() if licence.valid_until else "",
        "issuer_code": licence.issuer.code,
        "issuer_name": licence.issuer.name,
        "place": licence.pk,
    }


def seal_key(licence: Licence) -> str:
    """Name the data of a version among sealed things."""
    return f"licence-data:{licence.pk}"


def data_file(licence: Licence) -> str:
    """
    Write the signed file of a version.

    Refuses with NotFound where the issuer had no seal when it was issued.
    """
    marks = certificates.marks_of(object_type="document", object_number=seal_key(licence))
    good = next((one for one in marks if one.is_good and one.signature.sealing), None)
    if good is None:
        raise NotFound(what="这份证照的签名数据")
    return signed_data.write_file(data=data_of(licence), sealing=bytes(good.signature.sealing))


def verify_seal(sealing: bytes, content: bytes, issuer: str) -> str:
    """Say what is wrong with a sealing: broken, over other content, or of a body that is not the issuer."""
    try:
        put = signing.Sealing.from_der(sealing)
        certificates.check_sealing(encoded=sealing, document=content)
        row = certificates.find_by_encoded(certificate=put.signer)
    except Refusal as refusal:
        return f"印章核对不上：{refusal.message.rstrip('。')}"
    except (MalformedDer, ValueError):
        return "印章数据读不出来"
    return "" if row is not None and row.body_code == issuer else "盖章的机关不是颁发机关"


def newest_list() -> StatusList:
    """
    Give the newest status list.

    Refuses with StatusListStale when none was made yet.
    """
    found = StatusList.objects.first()
    if found is None:
        raise StatusListStale(problem="还没有签发过清单")
    return found


def check_file(*, text: str, now: datetime) -> signed_data.CheckedData:
    """
    Prove a data file by seal and newest list, as anybody could without us.

    Refuses with DataForged, StatusListStale.
    """
    row = newest_list()
    bits = StatusBits.read(row.note.rsplit("\n\n", 1)[0], now=now)
    return signed_data.check_data(text=text, verify=verify_seal, bits=bits, on=clock.today(now))
