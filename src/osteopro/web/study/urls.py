"""Everything below /study/: what researchers do."""

from django.urls import path

from osteopro.web.study.views import (
    background,
    board_item,
    checking,
    guide,
    hearing,
    home,
    interview,
    interviews,
    log,
    narrative,
    papers,
    recordings,
    saturation,
    sending,
    steps,
    team,
    themes,
)

urlpatterns = [
    path("", home.overview, name="studies"),
    path("new/", home.new, name="study_new"),
    path("<int:study_id>/", home.home, name="study_home"),
    path("<int:study_id>/describe/", home.describe, name="study_describe"),
    path("<int:study_id>/team/", team.team, name="study_team"),
    path("<int:study_id>/team/me/", background.background, name="study_background"),
    path("<int:study_id>/papers/", papers.papers, name="study_papers"),
    path("<int:study_id>/papers/<uuid:guid>/", papers.paper, name="study_paper"),
    path("<int:study_id>/guide/", guide.guide, name="study_guide"),
    path("<int:study_id>/interviews/", interviews.interviews, name="study_interviews"),
    path(
        "<int:study_id>/interviews/<int:interview_id>/",
        interview.interview,
        name="study_interview",
    ),
    path(
        "<int:study_id>/interviews/<int:interview_id>/recording/",
        recordings.recording,
        name="study_recording",
    ),
    path(
        "<int:study_id>/interviews/<int:interview_id>/recording/begin/",
        sending.begin,
        name="study_recording_begin",
    ),
    path(
        "<int:study_id>/interviews/<int:interview_id>/recording/<uuid:recording>/",
        hearing.sound,
        name="study_sound",
    ),
    path(
        "<int:study_id>/interviews/<int:interview_id>/recording/<uuid:recording>/<int:no>/",
        sending.part,
        name="study_recording_part",
    ),
    path("<int:study_id>/themes/", themes.themes, name="study_themes"),
    path("<int:study_id>/themes/undo/<uuid:move>/", themes.undo, name="study_undo"),
    path(
        "<int:study_id>/themes/<str:kind>/<uuid:guid>/",
        board_item.board_item,
        name="study_board_item",
    ),
    path("<int:study_id>/description/", narrative.description, name="study_description"),
    path("<int:study_id>/structure/", narrative.structure, name="study_structure"),
    path("<int:study_id>/steps/<int:nth>/", steps.step, name="study_step"),
    path("<int:study_id>/saturation/", saturation.saturation, name="study_saturation"),
    path("<int:study_id>/checking/", checking.checking, name="study_checking"),
    path("<int:study_id>/checking/<int:number>/", checking.check, name="study_check"),
    path("<int:study_id>/log/", log.log, name="study_log"),
]
