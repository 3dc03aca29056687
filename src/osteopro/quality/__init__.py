"""How the programme itself does: indicators, and what its staff say of it."""
