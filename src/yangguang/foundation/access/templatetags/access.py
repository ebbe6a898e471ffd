"""Words for the account pages."""

from django import template

register = template.Library()

_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


@register.filter
def device_name(user_agent: str) -> str:
    """Name a browser's device in a word people know."""
    return next((word for mark, word in _DEVICES if mark in user_agent), "其他设备")
