"""A project of another program becomes a study, when somebody answers for what it cannot say."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from osteopro.audit.models import Event
from osteopro.audit.terms import system
from osteopro.patients import study_vault
from osteopro.patients.terms import Original
from osteopro.research import actions, versions
from osteopro.research import models as m
from osteopro.research.doing import Refused
from osteopro.research.refi.model import Code, Project, TextSource
from osteopro.research.refi.reader import read_qdpx
from osteopro.research.refi.writer import qdpx
from osteopro.research.terms import Profile
from tests.builders import Clinic
from tests.unit.research.refi import projects as p
from tests.unit.research.refi.projects import full, guid, only
from tests.unit.research.refi.test_writer import SOUND

pytestmark = pytest.mark.django_db
BY = system("test")


def adopted(
    clinic: Clinic, project: Project, on: date = date(2026, 3, 1), places: tuple[int, ...] = (2,)
) -> actions.Imported:
    lead = clinic.researcher.account_id
    return actions.adopt_study(
        by=BY,
        file=io.BytesIO(qdpx(project, SOUND)),
        answering=actions.Answering(lead, on),
        team=dict.fromkeys(places, lead),
    )


def test_people_texts_statements_and_codes_become_a_study(clinic: Clinic) -> None:
    found = adopted(clinic, full())
    study = m.Study.objects.get(pk=found.study_id)
    assert study.title == "骨质疏松患者的体验"
    participant = m.Participant.objects.get(study=study)
    consent = m.StudyConsent.objects.get(screening=participant.screening)
    assert (str(consent.signed_at.date()), consent.way) == ("2026-03-01", "paper")
    assert set(m.CaseValue.objects.values_list("variable__label", "value")) == {
        ("年龄", 71),
        ("性别", "女"),
        ("跌倒过", True),
        ("T 值", "-2.50"),
        ("骨折日期", "2024-02-29"),
    }
    version = m.TranscriptVersion.objects.get()
    text = versions.text_of(version.pk)
    rows = m.Statement.objects.order_by("no")
    assert [row.quote for row in rows] == ["夜里痛醒，🦴", "夜里痛醒，🦴", "🦴像针扎。I"]
    assert all(text[row.start : row.end] == row.quote for row in rows)
    assert rows[1].coder == clinic.researcher.account_id
    assert rows[0].coder < 0
    meaning = m.Meaning.objects.get()
    assert meaning.cluster is not None
    assert meaning.cluster.theme is not None
    assert (meaning.label, meaning.cluster.name, meaning.cluster.theme.name) == (
        "夜间疼痛把睡眠夺走",
        "睡眠",
        "被疼痛支配",
    )
    assert m.StatementMeaning.objects.filter(meaning=meaning).count() == 3
    assert m.LogEntry.objects.filter(study=study, kind="memo").count() == 3
    assert {loss.element for loss in found.losses} >= {"AudioSource", "Link", "Set", "Graph"}
    assert Event.objects.filter(kind="study.adopted").count() == 1


def test_what_was_adopted_leaves_again_with_the_same_words(clinic: Clinic) -> None:
    study_id = adopted(clinic, full()).study_id
    data = actions.export_study(by=BY, study_id=study_id, profile=Profile.INTEROP).data
    (source,) = read_qdpx(io.BytesIO(data)).project.sources
    assert isinstance(source, TextSource)
    words = [source.text[s.start_position : s.end_position] for s in source.selections]
    assert words == ["夜里痛醒，🦴", "夜里痛醒，🦴", "🦴像针扎。I"]


def test_deep_trees_come_down_to_themes_and_sub_themes(clinic: Clinic) -> None:
    leaf = Code(guid("leaf"), "叶", is_codable=True)
    tree = leaf
    for level in range(5):
        tree = Code(guid(f"l{level}"), f"层 {level}", is_codable=False, codes=(tree,))
    adopted(clinic, only(Project(name="n", origin="o"), codes=(tree, p.THEME)), places=())
    themes = {t.name: t.parent.name if t.parent else None for t in m.Theme.objects.all()}
    assert themes.pop("被疼痛支配") is None
    assert themes == {"层 4": None, "层 3": "层 4", "层 2": "层 4", "层 1": "层 4"}
    assert m.Meaning.objects.get(guid=leaf.guid).cluster.name == "层 0"  # type: ignore[union-attr]


def test_blanks_that_are_not_kept_move_no_statement(clinic: Clinic) -> None:
    text = "患者：痛  \n患者：夜里醒着 \n"
    start = text.index("夜里")
    mark = p.selection("s", start, start + 4)
    source = TextSource(guid=guid("t"), text=text, selections=(mark,))
    project = Project(name="n", origin="o", users=(p.LI,), codes=(p.THEME,), sources=(source,))
    adopted(clinic, project, places=())
    assert [row.quote for row in m.Statement.objects.all()] == ["夜里醒着"]


def test_the_same_file_again_is_a_second_study_with_guids_of_its_own(clinic: Clinic) -> None:
    first, second = (adopted(clinic, full()).study_id for _ in range(2))
    quotes = [
        list(m.Statement.objects.filter(round__study=each).values_list("quote", "start", "end"))
        for each in (first, second)
    ]
    assert quotes[0] == quotes[1]
    assert m.Statement.objects.values("guid").distinct().count() == 2 * len(quotes[0])
    assert m.StatementMeaning.objects.filter(meaning__study=second).count() == 3


def test_a_text_never_bears_the_name_of_what_is_sealed_here(clinic: Clinic) -> None:
    (source,) = (each for each in full().sources if isinstance(each, TextSource))
    taken = Original(0, 2, "name", "张三", "[姓名1]")
    study_vault.keep_originals(by=BY, version=source.guid, originals=[taken])
    adopted(clinic, full())
    assert m.TranscriptVersion.objects.get().guid != source.guid
    assert m.Statement.objects.count() == 3


def test_nobody_agrees_on_a_day_to_come(clinic: Clinic) -> None:
    with pytest.raises(Refused, match="consent-to-come"):
        adopted(clinic, full(), on=date(2100, 1, 1))


def test_the_command_asks_who_answers(clinic: Clinic, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "a.qdpx"
    file.write_bytes(qdpx(full(), SOUND))
    answers = ["--lead", clinic.researcher.username, "--consented-on", "2026-03-01"]
    for given in ([], answers):
        with pytest.raises(SystemExit) as stopped:
            call_command("study", "import", str(file), *given)
        assert stopped.value.code == 2
    assert m.Study.objects.count() == 0
    call_command("study", "import", str(file), *answers, "--names-removed")
    assert m.Study.objects.count() == 1
