"""Everything that changes a study, by name."""

from osteopro.research.actions.answering import (
    answer_own_check,
)
from osteopro.research.actions.bringing import (
    NoSuchFile,
    Said,
    bring_file,
    bring_in,
    throw_away,
)
from osteopro.research.actions.cases import (
    set_case_value,
)
from osteopro.research.actions.checking import (
    NoSuchCheck,
    say_led_to,
    send_check,
    write_answer,
)
from osteopro.research.actions.closing import (
    close_study,
    reopen_study,
)
from osteopro.research.actions.coding import (
    mark_statement,
    move_statement,
    reject_statement,
    restore_statement,
    write_memo,
)
from osteopro.research.actions.comparing import (
    keep_agreement,
)
from osteopro.research.actions.confirming import (
    confirm_decision,
    contest_decision,
)
from osteopro.research.actions.consenting import (
    agree,
    change_scopes,
    withdraw,
)
from osteopro.research.actions.criteria import (
    add_criterion,
    move_criterion,
    retire_criterion,
)
from osteopro.research.actions.crosschecking import (
    Of,
    conclude,
    look_beside,
    seen_of,
)
from osteopro.research.actions.deciding import (
    pass_gates,
)
from osteopro.research.actions.deidentifying import (
    deidentify,
    open_originals,
    seek_identity,
)
from osteopro.research.actions.drafting import (
    save_draft,
)
from osteopro.research.actions.exchanging import (
    Imported,
    adopt_study,
    export_study,
    import_study,
)
from osteopro.research.actions.freezing import (
    freeze,
)
from osteopro.research.actions.hearing import (
    open_recording,
    wipe_recording,
)
from osteopro.research.actions.interview_notes import (
    keep_note,
    tick_question,
)
from osteopro.research.actions.interview_plans import (
    Deviation,
    plan_interview,
)
from osteopro.research.actions.interviewing import (
    begin_interview,
    cancel_interview,
    end_interview,
    move_interview,
    take_back_end,
)
from osteopro.research.actions.logging import (
    write_log,
)
from osteopro.research.actions.meaning import (
    relink_meaning,
    reword_meaning,
    say_meaning,
    unlink_meaning,
)
from osteopro.research.actions.narrating import (
    STEP,
    approve_narrative,
    write_narrative,
)
from osteopro.research.actions.own_consent import (
    answer_for_oneself,
    rescope_for_oneself,
    stop_for_oneself,
)
from osteopro.research.actions.quoting import (
    choose_quote,
    drop_quote,
    note_deviant,
    place_quote,
    withdraw_deviant,
)
from osteopro.research.actions.reading import (
    note_reading,
)
from osteopro.research.actions.recording import (
    Arriving,
    Sent,
    begin_recording,
    keep_file,
    keep_part,
)
from osteopro.research.actions.recruiting import (
    Answered,
    approach,
    draw_next,
    open_key,
    screen,
)
from osteopro.research.actions.releasing import (
    Made,
    release_report,
)
from osteopro.research.actions.reviewing import (
    finish_review,
    open_changes,
    start_review,
)
from osteopro.research.actions.rounds import (
    excuse_coder,
    open_consensus,
    open_round,
    submit_round,
)
from osteopro.research.actions.saturating import (
    NoSuchInterview,
    judge_interview,
)
from osteopro.research.actions.setting_up import (
    Background,
    Description,
    File,
    Question,
    add_member,
    approve_guide,
    describe_study,
    give_duties,
    keep_paper,
    open_study,
    say_background,
    write_guide,
)
from osteopro.research.actions.settling import (
    Decision,
    add_agreed,
    discuss,
    settle,
)
from osteopro.research.actions.theming import (
    NoSuchItem,
    add_item,
    move_item,
    name_item,
    remove_item,
    shift_item,
)
from osteopro.research.actions.transcribing import (
    Typed,
    begin_transcript,
    finish_typing,
)
from osteopro.research.actions.translating import (
    translate_statement,
)
from osteopro.research.actions.undoing import (
    undo_move,
)
from osteopro.research.agreeing import (
    Agreed,
)
from osteopro.research.exchange.adopting import (
    Answering,
)

__all__ = [
    "STEP",
    "Agreed",
    "Answered",
    "Answering",
    "Arriving",
    "Background",
    "Decision",
    "Description",
    "Deviation",
    "File",
    "Imported",
    "Made",
    "NoSuchCheck",
    "NoSuchFile",
    "NoSuchInterview",
    "NoSuchItem",
    "Of",
    "Question",
    "Said",
    "Sent",
    "Typed",
    "add_agreed",
    "add_criterion",
    "add_item",
    "add_member",
    "adopt_study",
    "agree",
    "answer_for_oneself",
    "answer_own_check",
    "approach",
    "approve_guide",
    "approve_narrative",
    "begin_interview",
    "begin_recording",
    "begin_transcript",
    "bring_file",
    "bring_in",
    "cancel_interview",
    "change_scopes",
    "choose_quote",
    "close_study",
    "conclude",
    "confirm_decision",
    "contest_decision",
    "deidentify",
    "describe_study",
    "discuss",
    "draw_next",
    "drop_quote",
    "end_interview",
    "excuse_coder",
    "export_study",
    "finish_review",
    "finish_typing",
    "freeze",
    "give_duties",
    "import_study",
    "judge_interview",
    "keep_agreement",
    "keep_file",
    "keep_note",
    "keep_paper",
    "keep_part",
    "look_beside",
    "mark_statement",
    "move_criterion",
    "move_interview",
    "move_item",
    "move_statement",
    "name_item",
    "note_deviant",
    "note_reading",
    "open_changes",
    "open_consensus",
    "open_key",
    "open_originals",
    "open_recording",
    "open_round",
    "open_study",
    "pass_gates",
    "place_quote",
    "plan_interview",
    "reject_statement",
    "release_report",
    "relink_meaning",
    "remove_item",
    "reopen_study",
    "rescope_for_oneself",
    "restore_statement",
    "retire_criterion",
    "reword_meaning",
    "save_draft",
    "say_background",
    "say_led_to",
    "say_meaning",
    "screen",
    "seek_identity",
    "seen_of",
    "send_check",
    "set_case_value",
    "settle",
    "shift_item",
    "start_review",
    "stop_for_oneself",
    "submit_round",
    "take_back_end",
    "throw_away",
    "tick_question",
    "translate_statement",
    "undo_move",
    "unlink_meaning",
    "wipe_recording",
    "withdraw",
    "withdraw_deviant",
    "write_answer",
    "write_guide",
    "write_log",
    "write_memo",
    "write_narrative",
]
