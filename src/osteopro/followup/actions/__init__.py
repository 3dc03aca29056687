"""Everything that changes follow-up care, by name."""

from osteopro.followup.actions.advising import (
    AdviceRefused,
    Chosen,
    NoSuchAdvice,
    say_advice,
)
from osteopro.followup.actions.answering import (
    NotAsked,
    NotTheirs,
    Saved,
    TooLateToCorrect,
    save_answers,
    send_form,
    start_form,
    start_next_form,
    take_up,
)
from osteopro.followup.actions.asking_gently import (
    NoSuchAnswer,
    answer_gently,
    ask_gently,
    send_where_asked,
)
from osteopro.followup.actions.attaching import (
    NotAttached,
    Refusal,
    add_photo,
    add_voice,
    may_attach,
    remove_taken_back,
    take_back_attachment,
    write_down_voice,
)
from osteopro.followup.actions.beginning import begin_talk, mark_talk_seen, undo_message
from osteopro.followup.actions.being_away import (
    NOTE_LENGTH,
    confirm_hand_over,
    end_absence,
    follow_absences,
    plan_absence,
)
from osteopro.followup.actions.being_on_call import call_out, set_on_call
from osteopro.followup.actions.calling import Circumstances, NoCall, record_call
from osteopro.followup.actions.consenting import answer_consent, withdraw_consent
from osteopro.followup.actions.conversing import About, answer_talk, reply_to_message
from osteopro.followup.actions.deciding import ask_clinician, decide_joining
from osteopro.followup.actions.diary import Note, Noted, note_event
from osteopro.followup.actions.ending import AlreadyEnded, close_item
from osteopro.followup.actions.escalating import (
    NoSuchEscalation,
    acknowledge_escalation,
    answer_escalation,
)
from osteopro.followup.actions.falling_silent import see_to_silence
from osteopro.followup.actions.family import (
    HelpRefused,
    WhyNot,
    agree_to_help,
    ask_to_help,
    send_helper_link,
    stop_helper,
)
from osteopro.followup.actions.handing_copies import CopyRefused, hand_copy
from osteopro.followup.actions.handing_over import Wanted, carry_out, hand_over
from osteopro.followup.actions.joining import (
    Newcomer,
    Screened,
    add_to_programme,
    note_measurement,
    send_link,
    set_profile,
)
from osteopro.followup.actions.judging import ask_clinician_about, keep_in_programme
from osteopro.followup.actions.knowing import end_problem, pause_problem
from osteopro.followup.actions.learning import note_learnt, note_tried, put_off_welcome
from osteopro.followup.actions.leaving import (
    LeavingRefused,
    TooLateToReturn,
    leave,
    undo_leaving,
)
from osteopro.followup.actions.levels import set_level
from osteopro.followup.actions.locking import note_locked_out
from osteopro.followup.actions.pausing import PauseRefused, end_pause, pause, resume
from osteopro.followup.actions.phoning import (
    Asked,
    OnThePhone,
    ask_next_form,
    begin_call,
    end_call,
    end_emergency,
    note_danger,
    note_privacy,
)
from osteopro.followup.actions.phrasing import add_snippet, remove_snippet
from osteopro.followup.actions.reaching import (
    choose_reminders,
    choose_way,
    request_call,
    set_channel,
)
from osteopro.followup.actions.receiving import (
    Receipt,
    keep_left_draft,
    note_silence,
    receive_record,
)
from osteopro.followup.actions.rejoining import ReturnRefused, take_part_again
from osteopro.followup.actions.repeating import AlreadySent
from osteopro.followup.actions.requesting import (
    NoSuchRequest,
    Wish,
    call_first,
    let_visit_wait,
    withdraw_request,
)
from osteopro.followup.actions.reviewing import (
    Answered,
    MedicineWording,
    RecordChanged,
    record_review,
)
from osteopro.followup.actions.seeing import NoSuchRecord, mark_seen
from osteopro.followup.actions.sitting import get_up, sit_beside
from osteopro.followup.actions.spacing import set_interval, wish_interval
from osteopro.followup.actions.speaking import answer_on_phone, change_speaker
from osteopro.followup.actions.talking import (
    NoSuchMessage,
    answer_reply,
    note_reply_opened,
    write_back,
)
from osteopro.followup.actions.tending import tend
from osteopro.followup.actions.texting import note_delivery, receive_text
from osteopro.followup.actions.undoing import TooLateToUndo, undo_call, undo_review
from osteopro.followup.actions.verifying import Heard, give_up_talk, record_verification
from osteopro.followup.actions.viewing import note_list_read, note_opened
from osteopro.followup.actions.wishing import make_request

__all__ = [
    "NOTE_LENGTH",
    "About",
    "AdviceRefused",
    "AlreadyEnded",
    "AlreadySent",
    "Answered",
    "Asked",
    "Chosen",
    "Circumstances",
    "CopyRefused",
    "Heard",
    "HelpRefused",
    "LeavingRefused",
    "MedicineWording",
    "Newcomer",
    "NoCall",
    "NoSuchAdvice",
    "NoSuchAnswer",
    "NoSuchEscalation",
    "NoSuchMessage",
    "NoSuchRecord",
    "NoSuchRequest",
    "NotAsked",
    "NotAttached",
    "NotTheirs",
    "Note",
    "Noted",
    "OnThePhone",
    "PauseRefused",
    "Receipt",
    "RecordChanged",
    "Refusal",
    "ReturnRefused",
    "Saved",
    "Screened",
    "TooLateToCorrect",
    "TooLateToReturn",
    "TooLateToUndo",
    "Wanted",
    "WhyNot",
    "Wish",
    "acknowledge_escalation",
    "add_photo",
    "add_snippet",
    "add_to_programme",
    "add_voice",
    "agree_to_help",
    "answer_consent",
    "answer_escalation",
    "answer_gently",
    "answer_on_phone",
    "answer_reply",
    "answer_talk",
    "ask_clinician",
    "ask_clinician_about",
    "ask_gently",
    "ask_next_form",
    "ask_to_help",
    "begin_call",
    "begin_talk",
    "call_first",
    "call_out",
    "carry_out",
    "change_speaker",
    "choose_reminders",
    "choose_way",
    "close_item",
    "confirm_hand_over",
    "decide_joining",
    "end_absence",
    "end_call",
    "end_emergency",
    "end_pause",
    "end_problem",
    "follow_absences",
    "get_up",
    "give_up_talk",
    "hand_copy",
    "hand_over",
    "keep_in_programme",
    "keep_left_draft",
    "leave",
    "let_visit_wait",
    "make_request",
    "mark_seen",
    "mark_talk_seen",
    "may_attach",
    "note_danger",
    "note_delivery",
    "note_event",
    "note_learnt",
    "note_list_read",
    "note_locked_out",
    "note_measurement",
    "note_opened",
    "note_privacy",
    "note_reply_opened",
    "note_silence",
    "note_tried",
    "pause",
    "pause_problem",
    "plan_absence",
    "put_off_welcome",
    "receive_record",
    "receive_text",
    "record_call",
    "record_review",
    "record_verification",
    "remove_snippet",
    "remove_taken_back",
    "reply_to_message",
    "request_call",
    "resume",
    "save_answers",
    "say_advice",
    "see_to_silence",
    "send_form",
    "send_helper_link",
    "send_link",
    "send_where_asked",
    "set_channel",
    "set_interval",
    "set_level",
    "set_on_call",
    "set_profile",
    "sit_beside",
    "start_form",
    "start_next_form",
    "stop_helper",
    "take_back_attachment",
    "take_part_again",
    "take_up",
    "tend",
    "undo_call",
    "undo_leaving",
    "undo_message",
    "undo_review",
    "wish_interval",
    "withdraw_consent",
    "withdraw_request",
    "write_back",
    "write_down_voice",
]
