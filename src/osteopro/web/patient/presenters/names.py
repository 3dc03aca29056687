"""People in somebody's own copy: the staff by name, the family by who they are to the patient."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from osteopro.accounts.queries import StaffName
from osteopro.followup.queries import own_data
from osteopro.followup.queries.frame import Frame
from osteopro.patients.helpers import helper_people
from osteopro.patients.terms import HelperPerson
from osteopro.web.patient.presenters import dates
from osteopro.web.patient.presenters.family import relation_words


@dataclass(frozen=True)
class Names:
    """Everybody who may stand in one patient's copy; names of others are the staff's only."""

    of: Frame
    members: Mapping[int, StaffName]
    family: Mapping[int, HelperPerson]

    def staff(self, account: int | None) -> str:
        """李护士."""
        member = self.members.get(account or 0)
        return member.shown(dates.language()) if member else gettext("Your care team")

    def anybody(self, account: int | None) -> str:
        """李护士, 您自己 or 女儿."""
        if account == self.of.account_id:
            return gettext("You yourself")
        if account in self.members:
            return self.staff(account)
        person = self.family.get(account or 0)
        return relation_words(person.relation) if person else gettext("Somebody who helps you")


def names(of: Frame) -> Names:
    """Six queries, however much there is."""
    return Names(of, own_data.people(of.patient_id), helper_people(of.patient_id))
