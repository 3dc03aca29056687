from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "osteopro.simulation"
    label = "simulation"
