"""What is known of a study. Nothing here reads who a participant is."""
