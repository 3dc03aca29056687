"""Which form is due when: pure functions of what happened (clinical content 1, 6.3, 6.6, 7)."""
