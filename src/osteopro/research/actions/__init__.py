"""Everything that changes a study, by name."""

from osteopro.research.actions.logging import write_log
from osteopro.research.actions.setting_up import (
    Background,
    Description,
    File,
    Question,
    add_member,
    approve_guide,
    close_study,
    describe_study,
    give_duties,
    keep_paper,
    open_study,
    say_background,
    write_guide,
)
from osteopro.research.actions.transcribing import (
    Typed,
    begin_transcript,
    finish_review,
    finish_typing,
    freeze,
    save_draft,
    start_review,
)

__all__ = [
    "Background",
    "Description",
    "File",
    "Question",
    "Typed",
    "add_member",
    "approve_guide",
    "begin_transcript",
    "close_study",
    "describe_study",
    "finish_review",
    "finish_typing",
    "freeze",
    "give_duties",
    "keep_paper",
    "open_study",
    "save_draft",
    "say_background",
    "start_review",
    "write_guide",
    "write_log",
]
