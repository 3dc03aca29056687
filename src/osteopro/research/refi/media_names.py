"""Names of recordings in a package: a GUID and an ending, never a text's."""

import re

_NAME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(?!txt$)[a-z0-9]{1,5}", re.ASCII)


def is_media_name(name: str) -> bool:
    """Whether a recording may be called so.

    >>> is_media_name("6f9619ff-8b86-d011-b42d-00c04fc964ff.m4a"), is_media_name("../a.m4a")
    (True, False)
    """
    return _NAME.fullmatch(name) is not None
