"""Codes of materials: a material keeps its code through all versions, and no code is ever given to another one."""

from collections.abc import Sequence

from yangguang.kernel.identifiers import compose_material_code


def give_material_codes(
    *, matter_code: str, names: Sequence[str], known: Sequence[tuple[str, str]]
) -> list[str]:
    """
    Give each material its code (材料编码, handbook §4.4): the one it had, else the next that was never given.

    *known* are (name, code) of every earlier version, oldest first.
    """
    kept = dict(known)
    highest = max((int(code[-3:]) for _, code in known), default=0)
    codes = []
    for name in names:
        code = kept.pop(name, "")
        if not code:
            highest += 1
            code = compose_material_code(matter=matter_code, place=highest)
        codes.append(code)
    return codes
