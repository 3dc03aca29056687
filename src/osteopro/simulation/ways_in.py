"""What the demo prints: a way in for every role."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.urls import reverse

from osteopro.signin import actions as signin_actions
from osteopro.signin import queries as signin_queries
from osteopro.simulation.clinic import Built
from osteopro.simulation.life import Life
from osteopro.simulation.staffing import BY, Colleague
from osteopro.simulation.study.stage import Stage

# Which part shows what: words for the terminal in both languages.
SHOWN = (
    ("due-today", "该记录了", "record due"),
    ("reply-waiting", "有新回复", "reply waiting"),
    ("newcomer", "刚加入", "new"),
)
TEXTS = "demo_messages"
# Who of the study's team is shown, and as what.
RESEARCHERS = {
    "lead": "研究负责人 / leads the study",
    "coder_a": "编码 / codes",
    "coder_b": "编码 / codes",
    "interviewer": "访谈 / interviews",
    "second_reader": "核对转写 / reads along",
}
ROLES = {
    "follow-up-manager": "随访管理 / follow-up manager",
    "physician": "医生 / physician",
    "programme-lead": "项目负责人 / programme lead",
    "researcher": "研究者 / researcher",
    "administrator": "管理员 / administrator",
}


def ways_in(built: Built, base_url: str) -> str:
    """The text for the terminal. Issues new personal links for the patients it names."""
    people, forms, password = len(built.lives), built.responses, settings.DEMO_PASSWORD
    return "\n".join(
        [
            "",
            f"OsteoPRO 演示 / demo   {base_url}/",
            f"{people} 位患者，{forms} 份表 / {people} patients, {forms} forms",
            "",
            "患者：打开网址，填出生日期 / Patients: open the link, give the birth date",
            *(_patient(built, *shown) for shown in SHOWN),
            "",
            f"工作人员 / Staff: {base_url}{settings.LOGIN_URL}   密码 / password: {password}",
            *(_colleague(each, ROLES[each.role]) for each in built.team.staff),
            *(_study(built.study, base_url) if built.study else ()),
            "",
            f"短信 / Text messages: {base_url}{reverse(TEXTS)}",
            "",
            "停止 / Stop: Ctrl+C。关掉就全部删除 / Everything is deleted when it stops.",
            "",
        ]
    )


def _patient(built: Built, scene: str, zh: str, en: str) -> str:
    life = built.in_scene(scene)
    if life is None:
        return f"  {zh} / {en}: 患者少，没有这一位 / the clinic is too small to have one"
    return f"  {zh} / {en}: {_named(life)}\n      {personal_link(life)}"


def _named(life: Life) -> str:
    birth: date = life.resident.person.birth
    return f"{life.resident.person.name}  {birth.isoformat()}"


def personal_link(life: Life) -> str:
    """A new personal link of this patient."""
    signin_actions.issue_link(by=BY, patient_id=life.patient_id)
    url = signin_queries.link_url(life.patient_id)
    if url is None:
        raise LookupError("a link that was just issued is there")
    return url


def _colleague(each: Colleague, words: str) -> str:
    return f"  {each.username:<8}{each.name_zh} / {each.name_en}   {words}"


def _study(stage: Stage, base_url: str) -> Iterator[str]:
    """The ways into the study; none into one that never began."""
    if not stage.study_id:
        return
    yield ""
    yield f"研究 / Study: {base_url}{reverse('study_home', args=[stage.study_id])}"
    for part, words in RESEARCHERS.items():
        yield _colleague(stage.team[part], words)
    mine = f"参加了访谈 / took part: {base_url}{reverse('study_mine')}"
    for each in stage.providers:
        yield _colleague(each, mine)
    if stage.open_check is not None:
        yield f"  看看结果对不对 / has yet to say of the results: {_named(stage.open_check)}"
        yield f"      {personal_link(stage.open_check)}"
