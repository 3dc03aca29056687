"""Paper cards as they are printed: ten on a sheet, letters of 14 points (ux 2.5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from osteopro.enrolment.reading import text_language
from osteopro.followup.queries.people import Holder
from osteopro.signin.cards import PrintedCard
from osteopro.signin.rules import grouped

PER_SHEET = 10
# 15 % of the code may be unreadable: a card lives in a purse.
ERROR_LEVEL = "m"
QUIET = 4  # squares


@dataclass(frozen=True, slots=True)
class QrCode:
    """Squares of a QR code: the length of a side, and the path of the dark ones."""

    size: int
    path: str


@dataclass(frozen=True, slots=True)
class Face:
    """One card in the patient's language. It names nobody in full and says nothing of health."""

    language: str
    hospital: str
    who: str
    steps: tuple[str, ...]
    number: str
    number_label: str
    domain: str
    domain_label: str
    qr: QrCode
    qr_label: str


def sheets(holders: Sequence[Holder], printed: Sequence[PrintedCard]) -> Iterator[list[Face]]:
    """The cards of these people, ten to a sheet; `printed` is in the same order."""
    faces = [_face(holder, card) for holder, card in zip(holders, printed, strict=True)]
    for start in range(0, len(faces), PER_SHEET):
        yield faces[start : start + PER_SHEET]


def qr_code(address: str) -> QrCode:
    """A QR code as a drawing of unit squares, with the quiet border scanners need."""
    code = segno.make(address, error=ERROR_LEVEL, micro=False, boost_error=False)
    dark = [
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(code.matrix)
        for x, module in enumerate(row)
        if module
    ]
    return QrCode(len(code.matrix) + 2 * QUIET, "".join(dark))


def domain() -> str:
    """Where cards lead: the one address that is ours, as it is printed and typed."""
    return f"{urlsplit(settings.BASE_URL).netloc}/card"


def _face(holder: Holder, card: PrintedCard) -> Face:
    with translation.override(holder.language):
        person = holder.person
        return Face(
            language=text_language(holder.language),
            hospital=holder.clinic.shown(holder.language),
            # Whoever finds the card reads it: how she is addressed, never her full name.
            who=person.address_as or person.masked_name,
            steps=(
                gettext("Scan it with a phone"),
                gettext("Enter your birth date"),
                gettext("Help: %(phone)s") % {"phone": holder.clinic.phone},
            ),
            number=grouped(card.number),
            number_label=gettext("Card number"),
            domain=domain(),
            domain_label=gettext("Our only address"),
            qr=qr_code(card.address),
            qr_label=gettext("QR code"),
        )
