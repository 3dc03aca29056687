"""A quote in the other language; the newest counts and the older ones stay."""

from uuid import UUID, uuid4

import pytest

from osteopro.audit.models import Event
from osteopro.research import actions
from osteopro.research.actions import NoSuchItem
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.models import Statement
from osteopro.research.queries import themes, translations
from osteopro.research.queries.report import quotes
from osteopro.research.terms import StatementState
from tests import beside
from tests.builders import Someone
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(study: Studied, wang_xiuying: Someone) -> UUID:
    return beside.spoken(study, wang_xiuying)


def translate(study: Studied, said: UUID, text: str, key: UUID | None = None) -> None:
    actions.translate_statement(
        by=study.qin.actor,
        study_id=study.study_id,
        statement=said,
        language="en",
        text=text,
        key=key or uuid4(),
    )


def test_the_newest_counts_and_goes_into_the_report(study: Studied, said: UUID) -> None:
    theme = beside.theme(study, said)
    actions.choose_quote(by=study.qin.actor, study_id=study.study_id, statement=said, theme=theme)
    key = uuid4()
    translate(study, said, "Nights are bad", key)
    translate(study, said, "Nights are bad", key)
    translate(study, said, "It hurts more at night")
    translate(study, said, "It hurts more at night")
    translate(study, said, "Sent twice", key)
    assert [each.text for each in translations.history(said)] == [
        "It hurts more at night",
        "Nights are bad",
    ]
    newest = translations.newest([said])[said]
    assert (newest.language, newest.by) == ("en", study.qin.account_id)
    (quote,) = quotes(study.study_id, themes.board(study.study_id), frozenset({1}))
    assert quote.translated == "It hurts more at night"
    kept = Event.objects.filter(kind="statement.translated")
    assert kept.count() == 2
    assert "night" not in str([each.detail for each in kept])
    Statement.objects.filter(guid=said).update(state=StatementState.SUPERSEDED)
    with pytest.raises(NoSuchItem):
        translate(study, said, "Of nothing that stands")


def test_only_who_analyses_writes_one_without_names(
    study: Studied, said: UUID, wang_xiuying: Someone
) -> None:
    for text, code in (("", "nothing-translated"), (wang_xiuying.person.name, "names-somebody")):
        with pytest.raises(Refused, match=code):
            translate(study, said, text)
    with pytest.raises(NoSuchItem):
        translate(study, uuid4(), "Anything")
    with pytest.raises(NotAllowed):
        actions.translate_statement(
            by=study.outsider.actor,
            study_id=study.study_id,
            statement=said,
            language="en",
            text="Anything",
            key=uuid4(),
        )
    assert translations.history(said) == []
