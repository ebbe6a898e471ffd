"""The few drawings of ours: lamps (shape before colour), line icons, the mark of the doorway."""

LAMPS = {
    "ok": (
        (
            '<circle cx="9" cy="9" r="8" fill="currentColor"/>'
            '<path d="M5 9.3l2.8 2.8L13 6.6" fill="none" stroke="var(--yg-sheet)" stroke-width="2"/>'
        ),
        "正常",
    ),
    "warn": (
        (
            '<path d="M9 1.2 16.8 9 9 16.8 1.2 9z" fill="var(--yg-sheet)" '
            'stroke="currentColor" stroke-width="1.8"/><path d="M9 5v4.6M9 11.4v1.8" stroke="currentColor" stroke-width="1.8"/>'
        ),
        "预警",
    ),
    "yellow": (
        (
            '<path d="M9 1.4 17.2 16H.8z" fill="#ffb31a" '
            'stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>'
            '<path d="M9 6.4v4.4M9 12.3v1.8" stroke="#16242c" stroke-width="1.8"/>'
        ),
        "黄牌",
    ),
    "red": (
        (
            '<path d="M5.6.8h6.8l4.8 4.8v6.8l-4.8 4.8H5.6L.8 12.4V5.6z" fill="currentColor"/>'
            '<path d="M4.6 9h8.8" stroke="var(--yg-sheet)" stroke-width="2.4"/>'
        ),
        "红牌",
    ),
    "pause": (
        (
            '<circle cx="9" cy="9" r="7.6" fill="var(--yg-sheet)" stroke="currentColor" stroke-width="1.6"/>'
            '<path d="M7 5.8v6.4M11 5.8v6.4" stroke="currentColor" stroke-width="1.8"/>'
        ),
        "暂停计时",
    ),
    "void": (
        (
            '<circle cx="9" cy="9" r="7.6" fill="var(--yg-sheet)" stroke="currentColor" stroke-width="1.6"/>'
            '<path d="M3.8 14.2 14.2 3.8" stroke="currentColor" stroke-width="1.8"/>'
        ),
        "已撤销",
    ),
    "done": (
        (
            '<rect x="1" y="1" width="16" height="16" rx="2" fill="currentColor"/>'
            '<path d="M5 9.3l2.8 2.8L13 6.6" fill="none" stroke="var(--yg-sheet)" stroke-width="2"/>'
        ),
        "已办结",
    ),
}

ICONS = {
    "find": '<circle cx="8" cy="8" r="5.5"/><path d="m12.2 12.2 4.3 4.3"/>',
    "pen": '<path d="m3 15 .8-3.5L12.5 2.8l2.7 2.7-8.7 8.7z"/>',
    "problem": '<circle cx="9" cy="9" r="7.5"/><path d="M9 4.8v5M9 11.8v1.6"/>',
    "print": '<path d="M5 6V2h8v4M5 13H2V6h14v7h-3M5 10.5h8V16H5z"/>',
    "file": '<path d="M4 1.5h7l4 4v11H4zM11 1.5v4h4"/>',
    "photo": '<path d="M2 5h3l1.5-2h5L13 5h3v10H2z"/><circle cx="9" cy="10" r="3"/>',
    "down": '<path d="M9 2v9M5 8l4 4 4-4M3 15.5h12"/>',
    "up": '<path d="M9 12V3M5 6l4-4 4 4M3 15.5h12"/>',
    "plus": '<path d="M9 3v12M3 9h12"/>',
    "close": '<path d="m4 4 10 10M14 4 4 14"/>',
    "tick": '<path d="m3.5 9.5 3.5 3.5 7.5-8"/>',
    "menu": '<path d="m4 7 5 5 5-5"/>',
    "out": '<path d="M7 3H3v12h4M7 9h9M12.5 5.5 16 9l-3.5 3.5"/>',
    "person": '<circle cx="9" cy="6" r="3.2"/><path d="M2.5 16c.6-3.6 3.2-5.4 6.5-5.4s5.9 1.8 6.5 5.4"/>',
}
