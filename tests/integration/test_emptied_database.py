"""Emptying the database between tests leaves history as protected as before."""

import pytest
from django.core.management import call_command
from django.db import connection

from osteopro.audit import append_only


@pytest.mark.django_db(transaction=True)
def test_triggers_come_back_when_the_database_was_emptied() -> None:
    append_only.uninstall()
    assert append_only.missing(connection) != []
    call_command("flush", verbosity=0, interactive=False)
    assert append_only.missing(connection) == []
