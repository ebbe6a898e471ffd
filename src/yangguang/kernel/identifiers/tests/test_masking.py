"""What the public sees of persons."""

from collections.abc import Callable

import pytest

from yangguang.kernel import identifiers as ids


@pytest.mark.parametrize(
    ("mask", "given", "shown"),
    [
        (ids.mask_name, "张三", "张*"),
        (ids.mask_name, "张小明", "张**"),
        (ids.mask_name, "欧阳修", "欧**"),  # a compound surname must not show whole
        (ids.mask_name, "司马相如", "司***"),
        (ids.mask_name, "阿依古丽·买买提", "阿*******"),
        (ids.mask_name, "张", "*"),
        (ids.mask_name, " 张三 ", "张*"),
        (ids.mask_name, "", ""),
        (ids.mask_citizen_number, "440300190001010015", "4403**********0015"),
        (ids.mask_citizen_number, "11010519491231002x", "1101**********002X"),
        (ids.mask_citizen_number, "12345678", "********"),
        (ids.mask_citizen_number_strictly, "440300190001010015", "440*************15"),
        (ids.mask_phone, "13800001234", "138****1234"),
        (ids.mask_phone, "138 0000 1234", "138****1234"),
        (ids.mask_phone, "075582001234", "********1234"),
        (ids.mask_permit, "H12345678", "H******78"),
        (ids.mask_permit, "ED1234567", "ED*****67"),
        (ids.mask_permit, "12345678", "1*****78"),
        (ids.mask_account, "6222 0212 3456 7890 123", "****0123"),
        (ids.mask_account, "123", "****"),
        (ids.mask_plate, "粤B12312", "粤B***12"),
        (ids.mask_plate, "粤B·D12345", "粤B****45"),
        (
            ids.mask_address,
            "深圳市福田区香蜜湖街道竹园社区红荔路12号3栋401",
            "深圳市福田区香蜜湖街道竹园社区***",
        ),
        (ids.mask_address, "深圳市南山区粤海街道科苑路8号", "深圳市南山区粤海街道***"),
        (ids.mask_address, "深圳市罗湖区", "深圳市罗湖区"),
        (ids.mask_address, "红荔路12号", "***"),
    ],
)
def test_mask__kind_of_number__hides_the_middle(mask: Callable[[str], str], given: str, shown: str) -> None:
    assert mask(given) == shown


def test_mask_in_text__a_published_request__hides_numbers_of_persons_only() -> None:
    text = (
        "我的身份证440300190001010015，电话13800001234，"
        "案号深市监罚〔2026〕15号，统一代码91440300MXDEMA012F。"
    )

    assert ids.mask_in_text(text) == (
        "我的身份证4403**********0015，电话138****1234，"
        "案号深市监罚〔2026〕15号，统一代码91440300MXDEMA012F。"
    )
