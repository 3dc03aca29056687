"""Words for codes of the import."""

from django.utils.translation import gettext_lazy as _

from osteopro.patients.terms import BatchState, SameBy

STATES = {
    BatchState.STAGED: _("checked, waits for your yes"),
    BatchState.RUNNING: _("being added"),
    BatchState.DONE: _("done"),
    BatchState.DISCARDED: _("thrown away"),
}
SAME_BY = {
    SameBy.PHONE: _("same phone"),
    SameBy.ID_NUMBER: _("same ID number"),
    SameBy.NAME_AND_BIRTH: _("same name and birth date"),
}
