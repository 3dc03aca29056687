"""Bytes of a text file as text: which encoding, and whether that is known or assumed. Pure."""

import codecs
from dataclasses import dataclass

from osteopro.research.text.imported import Refusal, Refused

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMS = (
    (b"\xd0\xcf\x11\xe0", Refusal.OLD_WORD),
    (b"{\\rtf", Refusal.RTF),
    (b"%PDF", Refusal.PDF),
    (b"PK\x03\x04", Refusal.NOT_TEXT),
)
# Almost any bytes are some text in GB18030. Of Chinese as people write it, nearly every character
# is one of the 3,755 common ones (GB 2312, first level); of a misread file, few are.
COMMON_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the name of its encoding, and whether nothing in the file says that it is this one."""

    text: str
    encoding: str
    assumed: bool


def decode(data: bytes) -> Decoded:
    """The text of a file. Raises Refused when it is none, or none that can be told for sure."""
    for start, code in _OTHER_FORMS:
        if data.startswith(start):
            raise Refused(code)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_strictly(data, encoding), encoding.removesuffix("-sig"), assumed=False)
    if b"\0" in data:
        raise Refused(Refusal.NOT_TEXT)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", assumed=False)
    except UnicodeDecodeError:
        text = _strictly(data, "gb18030")
    if not _is_likely_chinese(text):
        raise Refused(Refusal.ENCODING)
    return Decoded(text, "gb18030", assumed=True)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise Refused(Refusal.ENCODING) from problem


def _is_likely_chinese(text: str) -> bool:
    wide = [character for character in text if character > "\x7f"]
    # Rows 16 to 55 hold the common characters, 1 to 3 punctuation and full-width letters.
    encoded = "".join(wide).encode("gb2312", "replace")
    leads = encoded.replace(b"?", b"")[::2]
    common = sum(0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3 for lead in leads)
    return bool(wide) and common >= COMMON_SHARE * len(wide)
