"""The study that the synthetic clinic has been doing in the last months."""
