"""The study: interviews with people of the programme, analysed by Colaizzi's seven steps."""
