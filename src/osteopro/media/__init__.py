"""Photos and voice notes of patients: made harmless, and kept sealed beside the database."""
