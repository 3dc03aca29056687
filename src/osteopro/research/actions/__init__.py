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

__all__ = [
    "Background",
    "Description",
    "File",
    "Question",
    "add_member",
    "approve_guide",
    "close_study",
    "describe_study",
    "give_duties",
    "keep_paper",
    "open_study",
    "say_background",
    "write_guide",
    "write_log",
]
