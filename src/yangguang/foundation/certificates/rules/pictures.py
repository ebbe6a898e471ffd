"""The picture of an electronic seal: a plain ring with the body's name, drawn here, so that it is nobody's real seal."""

from xml.sax.saxutils import escape

SIDE_MM = 42  # as wide as the round seals of offices are
LONGEST_ROW = 8
_ROW = 9


def draw_seal(name: str, number: str) -> bytes:
    """Draw it as SVG; the same name and number give the same bytes."""
    count = -(-len(name) // LONGEST_ROW)
    width = -(-len(name) // max(count, 1))  # rows as even as they go: no character stands alone
    rows = [name[at : at + width] for at in range(0, len(name), width)] if name else []
    top = 50 - (len(rows) - 1) * _ROW / 2
    lines = "".join(
        f'<text x="50" y="{top + place * _ROW:g}" font-size="8" text-anchor="middle">{escape(row)}</text>'
        for place, row in enumerate(rows)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" fill="#a8281f">'
        '<circle cx="50" cy="50" r="47" fill="none" stroke="#a8281f" stroke-width="3"/>'
        f"{lines}"
        f'<text x="50" y="80" font-size="6" text-anchor="middle">电子印章</text><desc>{escape(number)}</desc></svg>'
    ).encode()
