"""XML from elsewhere: no DTD, no entities, no network, no include, and bounded."""

from typing import NamedTuple

from lxml import etree

from osteopro.research.refi import limits
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.terms import Refusal

_BOM = b"\xef\xbb\xbf"
_BETWEEN = {b"<?": b"?>", b"<!--": b"-->"}


class Name(NamedTuple):
    """The name of an element without its namespace, and the namespace."""

    local: str
    namespace: str


def name_of(element: etree._Element) -> Name:
    """What an element is called.

    >>> name_of(etree.fromstring("<a xmlns='urn:b'/>"))
    Name(local='a', namespace='urn:b')
    """
    found = etree.QName(element)
    return Name(found.localname, found.namespace or "")


def parsed(data: bytes) -> etree._Element:
    """The root of a document in UTF-8, with or without a byte order mark.

    Raises RefusedFileError.
    """
    data = data.removeprefix(_BOM)
    if data.count(b"<") > limits.MOST_TAGS:
        raise RefusedFileError(Refusal.ELEMENTS)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedFileError(Refusal.ENCODING, str(error.start)) from error
    if _declares_a_type(data):
        raise RefusedFileError(Refusal.DOCTYPE)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        # Without huge_tree libxml2 stops at its own bounds of depth and length.
        limit = error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT or "depth" in str(error)
        raise RefusedFileError(Refusal.DEPTH if limit else Refusal.XML, str(error)) from error


def _declares_a_type(data: bytes) -> bool:
    """Whether a DOCTYPE stands before the root, the only place where XML allows one."""
    place = 0
    while True:
        while place < len(data) and data[place : place + 1].isspace():
            place += 1
        for begin, end in _BETWEEN.items():
            if data.startswith(begin, place):
                place = data.find(end, place + len(begin))
                if place < 0:
                    return False
                place += len(end)
                break
        else:
            return data.startswith(b"<!", place)
