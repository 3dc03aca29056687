"""Bringing packaged forms, rules, checks and consents into the database after every migrate."""

from osteopro import db
from osteopro.audit.terms import system
from osteopro.enrolment import actions as enrolment_actions
from osteopro.instruments import actions as instruments_actions
from osteopro.triage import actions as triage_actions
from osteopro.triage import check_actions
from osteopro.triage import queries as triage_queries


def publish_packaged() -> None:
    """Publish everything of the package that is not published yet.

    Raises PublishedVersionChanged when a published version has other content now: the
    product then does not start, because somebody's past answers would change meaning.
    """
    by = system("library")
    # Together: a form whose rules cannot run is not published either.
    with db.write():
        instruments_actions.publish_library(by=by)
        triage_actions.publish_library(by=by)
        check_actions.publish_library(by=by)
        enrolment_actions.publish_library(by=by)
    triage_queries.forget()
