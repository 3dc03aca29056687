"""Clinics as the rest of the product needs them."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from osteopro import clock
from osteopro.sites import packaged
from osteopro.sites.models import Site
from osteopro.sites.service_time import ServiceHours, ServiceTime


@dataclass(frozen=True, slots=True)
class Clinic:
    """One clinic: how it is called and reached, and when it is there."""

    site_id: int
    name_zh: str
    name_en: str
    phone: str
    service: ServiceTime

    @property
    def zone(self) -> ZoneInfo:
        return self.service.hours.zone

    def shown(self, language: str) -> str:
        """The clinic's name in the reader's language."""
        return self.name_en if language.startswith("en") else self.name_zh

    def is_open(self, at: datetime) -> bool:
        return self.service.is_open(at)


def clinic_of(site: Site) -> Clinic:
    """The clinic of a row that was already read."""
    hours = ServiceHours(ZoneInfo(site.time_zone), site.opens, site.closes)
    own = {date.fromisoformat(day): bool(worked) for day, worked in site.own_days.items()}
    service = ServiceTime(packaged.china().with_days(own), hours)
    return Clinic(site.pk, site.name_zh, site.name_en, site.phone, service)


# How long a process may go on with the hours it knows after they were changed in another.
RECHECK_SECONDS = 60.0
_known: dict[int, tuple[float, Clinic]] = {}


def clinic(site_id: int) -> Clinic:
    """One clinic by id; asks the database at most once a minute. Raises Site.DoesNotExist."""
    now = clock.now().timestamp()
    known = _known.get(site_id)
    if known is None or abs(now - known[0]) > RECHECK_SECONDS:
        known = _known[site_id] = (now, clinic_of(Site.objects.get(pk=site_id)))
    return known[1]


def forget() -> None:
    """Look again next time: a clinic was changed, or the database replaced."""
    _known.clear()


def by_code(code: str) -> Clinic | None:
    """The clinic with this short name."""
    site = Site.objects.filter(code=code).first()
    return clinic_of(site) if site else None


def front_desk() -> Clinic | None:
    """The clinic whose phone stands on pages seen before sign-in: the first that was set up."""
    site = Site.objects.order_by("pk").first()
    return clinic_of(site) if site else None


def all_clinics() -> list[Clinic]:
    """Every clinic of the hospital, oldest first."""
    return [clinic_of(site) for site in Site.objects.order_by("pk")]
