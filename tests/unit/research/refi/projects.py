"""Projects to write and read: one with everything in it, and any that a study can come to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from unicodedata import normalize
from uuid import UUID, uuid5

from hypothesis import strategies as st

from osteopro.research.refi.model import (
    AudioSelection,
    AudioSource,
    Case,
    Code,
    Coding,
    Edge,
    Graph,
    Link,
    Note,
    PlainTextSelection,
    Project,
    Set,
    SyncPoint,
    TextSource,
    Transcript,
    TranscriptSelection,
    User,
    Variable,
    VariableValue,
    Vertex,
)
from osteopro.research.refi.terms import Direction, LineStyle, Shape, VariableType

SPACE = UUID("7f1f4a2e-5f6b-4a57-9d7c-6d5b8a1f0c11")
AT = datetime(2026, 3, 2, 1, 30, 15, 250, tzinfo=UTC)
TEXT = "研究者：您最近腰痛得怎么样？\n患者：夜里痛醒，🦴像针扎。I could not sleep.\n"


def guid(name: str) -> UUID:
    """The same GUID for the same name."""
    return uuid5(SPACE, name)


LI, WANG, BOTH = (User(guid(n), n, n[:1]) for n in ("coder-a", "coder-b", "consensus"))
PAIN = Code(guid("pain"), "夜间疼痛把睡眠夺走", is_codable=True, description='醒着<等>天亮 & "痛"')
CLUSTER = Code(guid("cluster"), "睡眠", is_codable=False, codes=(PAIN,))
THEME = Code(guid("theme"), "被疼痛支配", is_codable=False, color="#7A1F3D", codes=(CLUSTER,))
AGE, SEX, FELL = (
    Variable(guid("age"), "年龄", VariableType.INTEGER, "岁"),
    Variable(guid("sex"), "性别", VariableType.TEXT),
    Variable(guid("fell"), "跌倒过", VariableType.BOOLEAN),
)
T_SCORE = Variable(guid("t-score"), "T 值", VariableType.FLOAT)
DAY = Variable(guid("day"), "骨折日期", VariableType.DATE)
MET = Variable(guid("met"), "访谈时间", VariableType.DATE_TIME)


def coding(name: str, code: Code = PAIN, by: User = LI) -> Coding:
    """A coding of that name."""
    return Coding(guid(name), code.guid, by.guid, AT)


def selection(name: str, start: int, end: int, by: User = LI) -> PlainTextSelection:
    """A statement with one meaning."""
    return PlainTextSelection(
        guid=guid(name),
        name=name,
        creating_user=by.guid,
        creation_date_time=AT,
        start_position=start,
        end_position=end,
        codings=(coding(f"{name} coding", by=by),),
    )


def note(name: str, text: str, **more: object) -> Note:
    """A complete memo."""
    made = Note(guid=guid(name), name=name, text=text, creating_user=LI.guid, creation_date_time=AT)
    return replace(made, **more)


def full() -> Project:
    """A project that uses every element that we write."""
    words = TextSource(
        guid=guid("words"),
        name="P02 访谈 1",
        text=TEXT,
        creating_user=LI.guid,
        creation_date_time=AT,
        modifying_user=WANG.guid,
        modified_date_time=AT,
        description="冻结版",
        note_refs=(guid("face"),),
        selections=(
            replace(selection("P02-S001", 18, 24), description="强调\n两次"),
            selection("P02-S001 b", 18, 24, WANG),
            replace(selection("P02-S002", 23, 29), note_refs=(guid("doubt"),)),
        ),
        variable_values=(
            VariableValue(MET.guid, AT),
            VariableValue(FELL.guid, False),
            VariableValue(SEX.guid, ""),
        ),
    )
    early, late = SyncPoint(guid("early"), 0, 0), SyncPoint(guid("late"), 15_000, 15)
    spoken = Transcript(
        guid=guid("spoken"),
        text=TEXT,
        sync_points=(early, late),
        selections=(
            TranscriptSelection(
                guid=guid("said"),
                creating_user=LI.guid,
                from_sync_point=early.guid,
                to_sync_point=late.guid,
            ),
        ),
    )
    sound = AudioSource(
        guid=guid("sound"),
        name="P02 录音",
        media=f"{guid('file')}.m4a",
        transcripts=(spoken,),
        selections=(
            AudioSelection(
                guid=guid("sob"), creating_user=LI.guid, begin=10, end=900, codings=(coding("c"),)
            ),
        ),
    )
    face = note(
        "face",
        "说到这里她哭了",
        anchored=True,
        selections=(replace(selection("face at", 18, 24), codings=()),),
    )
    story = note(
        "exhaustive description v1",
        "疼痛夺走了夜晚。",
        selections=(replace(selection("cite", 0, 2), codings=(coding("cited", THEME),)),),
    )
    return Project(
        name="骨质疏松患者的体验",
        origin="OsteoPRO 0.1.0",
        creating_user=LI.guid,
        creation_date_time=AT,
        users=(LI, WANG, BOTH),
        codes=(THEME,),
        variables=(AGE, SEX, FELL, T_SCORE, DAY, MET),
        cases=(
            Case(
                guid("P02"),
                "Participant 2",
                "女，71 岁",
                variable_values=(
                    VariableValue(AGE.guid, 71),
                    VariableValue(SEX.guid, "女"),
                    VariableValue(FELL.guid, True),
                    VariableValue(T_SCORE.guid, Decimal("-2.50")),
                    VariableValue(DAY.guid, date(2024, 2, 29)),
                    VariableValue(MET.guid, None),
                ),
                source_refs=(words.guid,),
                selection_refs=(guid("P02-S001"), guid("sob")),
            ),
        ),
        sources=(words, sound),
        notes=(face, story, note("doubt", "她是指夜里吗？")),
        links=(
            Link(
                guid("against"),
                "contradicts",
                Direction.ASSOCIATIVE,
                "#FFF",
                guid("P02-S002"),
                THEME.guid,
            ),
            Link(
                guid("why"),
                None,
                Direction.ONE_WAY,
                None,
                PAIN.guid,
                CLUSTER.guid,
                (guid("doubt"),),
            ),
        ),
        sets=(
            Set(guid("set"), "睡眠", "一组", (PAIN.guid,), (words.guid,), (story.guid,)),
            Set(guid("empty"), "还没有"),
        ),
        graphs=(
            Graph(
                guid("map"),
                "主题图",
                (
                    Vertex(guid("v1"), 0, 0, THEME.guid, "主题", 10, 10, Shape.OVAL, "#000000"),
                    Vertex(guid("v2"), 20, -5),
                ),
                (
                    Edge(
                        guid("e"),
                        guid("v1"),
                        guid("v2"),
                        direction=Direction.BIDIRECTIONAL,
                        line_style=LineStyle.DASHED,
                    ),
                ),
            ),
        ),
        description="Colaizzi 七步",
        note_refs=(guid("doubt"),),
    )


# Letters that trip programs up: CJK, beyond the basic plane, marks that combine, joined emoji,
# letters of other directions, what XML escapes, spaces.
_PIECES = (
    "痛",
    "骨质疏松",
    "𠮷",
    "🦴",
    "👩🏽‍⚕️",
    "e\u0301",
    "ắ",
    "각",
    "שלום",
    "a",
    "<&>\"'",
    "  ",
    "\n",
    "\t",
    "。",
    "]]>",
)
texts = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=30).map(
    lambda pieces: normalize("NFC", "".join(pieces))
)
words = texts.map(lambda text: text[:40])
moments = st.datetimes(
    datetime(1990, 1, 1),
    datetime(2090, 1, 1),
    timezones=st.just(UTC),
)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Any study: three coders, overlapping statements, nested themes, memos, cases."""
    made = iter(range(10**6))

    def new() -> UUID:
        return guid(str(next(made)))

    users = tuple(User(new(), draw(words), draw(st.none() | words)) for _ in range(3))
    one_of_us = st.sampled_from([each.guid for each in users])
    codes, leaves = _tree(draw, new)
    variables = tuple(
        Variable(new(), draw(words), kind, draw(st.none() | words)) for kind in VariableType
    )
    values = tuple(
        VariableValue(each.guid, draw(_VALUES[each.type_of_variable])) for each in variables
    )
    notes = tuple(
        Note(
            guid=new(),
            name=f"memo {number}",
            text=draw(texts),
            creating_user=draw(one_of_us),
            creation_date_time=draw(moments),
            variable_values=values[:number],
        )
        for number in range(draw(st.integers(0, 3)))
    )
    some_notes = (
        st.lists(st.sampled_from([each.guid for each in notes]), max_size=2).map(tuple)
        if notes
        else st.just(())
    )
    sources = []
    for _ in range(draw(st.integers(0, 3))):
        text = draw(texts)
        spans = draw(
            st.lists(
                _span(len(text), one_of_us),
                max_size=8,
                unique_by=lambda span: (span[0], span[0] + span[1], span[2]),
            )
        )
        sources.append(
            TextSource(
                guid=new(),
                name=draw(st.none() | words),
                text=text,
                creating_user=draw(st.none() | one_of_us),
                creation_date_time=draw(st.none() | moments),
                description=draw(st.none() | texts),
                variable_values=values,
                selections=tuple(
                    PlainTextSelection(
                        guid=new(),
                        name=draw(st.none() | words),
                        start_position=start,
                        end_position=start + length,
                        creating_user=coder,
                        creation_date_time=draw(moments),
                        description=draw(st.none() | texts),
                        note_refs=draw(some_notes),
                        codings=tuple(
                            Coding(new(), code, draw(one_of_us), draw(moments), draw(some_notes))
                            for code in draw(st.lists(st.sampled_from(leaves), max_size=2))
                        )
                        if leaves
                        else (),
                    )
                    for start, length, coder in spans
                ),
            )
        )
    return Project(
        name=draw(words),
        origin="OsteoPRO",
        users=users,
        codes=codes,
        variables=variables,
        cases=(Case(new(), draw(words), None, (), values, tuple(s.guid for s in sources)),),
        sources=tuple(sources),
        notes=notes,
        sets=(Set(new(), draw(words), None, tuple(leaves)),),
        description=draw(st.none() | texts),
        note_refs=draw(some_notes),
    )


def _span(length: int, coders: st.SearchStrategy[UUID]):
    return st.integers(0, length - 1).flatmap(
        lambda start: st.tuples(st.just(start), st.integers(1, min(9, length - start)), coders)
    )


def _tree(draw: st.DrawFn, new) -> tuple[tuple[Code, ...], list[UUID]]:
    leaves: list[UUID] = []
    names = iter(range(10**6))

    def grow(depth: int) -> tuple[Code, ...]:
        grown = []
        for _ in range(draw(st.integers(0, 2))):
            inner = grow(depth - 1) if depth else ()
            code = Code(
                new(),
                f"{next(names)} {draw(words)}"[:200],
                is_codable=not inner,
                description=draw(st.none() | texts),
                codes=inner,
            )
            grown.append(code)
            if not inner:
                leaves.append(code.guid)
        return tuple(grown)

    return grow(3), leaves


_VALUES = {
    VariableType.TEXT: st.none() | texts,
    VariableType.BOOLEAN: st.booleans(),
    VariableType.INTEGER: st.integers(-(10**17), 10**17),
    VariableType.FLOAT: st.decimals(-1000, 1000, places=3),
    VariableType.DATE: st.dates(date(1900, 1, 1)),
    VariableType.DATE_TIME: moments,
}


def only(project: Project, **changes: object) -> Project:
    """The project with some fields changed."""
    return replace(project, **changes)


def in_first_source(project: Project, **changes: object) -> Project:
    """The project with some fields of its first source changed."""
    first, *others = project.sources
    return replace(project, sources=(replace(first, **changes), *others))


def media_of(project: Project) -> Sequence[str]:
    """Names of the recordings that the project expects."""
    return [s.media for s in project.sources if isinstance(s, AudioSource) and s.media]
