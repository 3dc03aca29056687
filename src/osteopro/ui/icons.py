"""Our own line icons, drawn on a 24 × 24 grid with a 2 px stroke.

An icon never stands alone: a word is beside it, so every icon is hidden from
screen readers (ux section 9).
"""

from markupsafe import Markup

_LINES = {
    "logo": '<rect x="1.5" y="1.5" width="21" height="21" rx="5.5" stroke-width="1.6"/>'
    '<path stroke-width="2.4" d="M8.2 6h7.6M7 10h10M7 14h10M8.6 18h6.8"/>',
    "back": '<path d="M15 5l-7 7 7 7"/>',
    "next": '<path d="M9 5l7 7-7 7"/>',
    "down": '<path d="M5 9l7 7 7-7"/>',
    "check": '<path stroke-width="2.6" d="M4.5 12.5l5 5 10-11"/>',
    "phone": '<path d="M5 3.5h3.4l1.8 4.6-2.3 1.7a13 13 0 0 0 6.3 6.3l1.7-2.3 4.6 1.8V19'
    'a2 2 0 0 1-2.2 2A16.8 16.8 0 0 1 3 5.7a2 2 0 0 1 2-2.2z"/>',
    "warning": '<path d="M12 3.5L22 20.5H2z"/><path d="M12 10v4.5M12 17.4v.2"/>',
    "speaker": '<path d="M3.5 9.5v5h3.8l4.7 4v-13l-4.7 4zM15.5 9a4.5 4.5 0 0 1 0 6'
    'M18.5 6a9 9 0 0 1 0 12"/>',
    "message": '<path d="M3 4.5h18V17H9l-4 3.5V17H3z"/>',
    "people": '<circle cx="9" cy="8" r="4"/><path d="M2 20.5a7 7 0 0 1 14 0M15.5 4.2'
    'a4 4 0 0 1 0 7.6M18 14.4a7 7 0 0 1 4 6.1"/>',
    "pencil": '<path d="M4 20l1.2-5.2L16 4a2.8 2.8 0 0 1 4 4L9.2 18.8z"/>',
    "calendar": '<path d="M3.5 5.5h17v15h-17zM3.5 10h17M8 3v4.5M16 3v4.5"/>',
    "bulb": '<path d="M9 18.5v-2.3a6.5 6.5 0 1 1 6 0v2.3zM9.5 21.5h5"/>',
    "chart": '<path d="M3.5 3.5v17h17M7.5 15l4-5 3.5 3 4.5-6.5"/>',
    "home": '<path d="M3 11.5L12 4l9 7.5M5.5 9.8v10.7h13V9.8M10 20.5V14h4v6.5"/>',
    "refresh": '<path d="M20 12a8 8 0 1 1-2.6-5.9M20.5 3v5h-5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "lock": '<path d="M5 11h14v9.5H5zM8 11V7.5a4 4 0 0 1 8 0V11"/>',
}
# Levels are told apart by shape and always named in words (R10).
_SHAPES = {
    "emergency": '<path d="M4 4h16v16H4z"/>',
    "urgent": '<path d="M12 3.5L22 20.5H2z"/>',
    "attention": '<circle cx="12" cy="12" r="8"/>',
    "routine": '<path fill-rule="evenodd" d="M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z'
    'm0 3.2a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 0 0 0-10.6z"/>',
    "late": '<path d="M3 10.2h7v3.6H3zM14 10.2h7v3.6h-7z"/>',
}
NAMES = (*_LINES, *_SHAPES)

_OPEN = '<svg class="icon {kind}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'


def icon(name: str) -> Markup:
    """The drawing called `name` (one of `NAMES`) as inline SVG.

    Raises `KeyError` for a name that is not drawn: a missing icon is a mistake in a template.

    >>> icon("back").startswith('<svg class="icon line"')
    True
    """
    if name in _SHAPES:
        # Shapes are constants of this module.
        return Markup(_OPEN.format(kind=f"shape {name}") + _SHAPES[name] + "</svg>")  # noqa: S704
    return Markup(_OPEN.format(kind="line") + _LINES[name] + "</svg>")  # noqa: S704
