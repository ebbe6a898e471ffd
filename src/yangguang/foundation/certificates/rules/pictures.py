"""The picture of an electronic seal: a plain ring with the body's name, drawn here, so that it is nobody's real seal."""

from xml.sax.saxutils import escape

SIDE_MM = 42  # as wide as the round seals of offices are
_ROW = 9


def draw_seal(name: str, number: str) -> bytes:
    """Draw it as SVG; the same name and number give the same bytes."""
    rows = [name[at : at + 8] for at in range(0, len(name), 8)]
    top = 50 - (len(rows) - 1) * _ROW / 2
    lines = "".join(
        f'<text x="50" y="{top + place * _ROW:g}" font-size="8" text-anchor="middle">{escape(row)}</text>'
        for place, row in enumerate(rows)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" fill="#a8281f">'
        '<circle cx="50" cy="50" r="47" fill="none" stroke="#a8281f" stroke-width="3"/>'
        f"{lines}"
        '<text x="50" y="78" font-size="6" text-anchor="middle">电子印章</text>'
        f'<text x="50" y="86" font-size="3.6" text-anchor="middle">{escape(number)}</text></svg>'
    ).encode()
