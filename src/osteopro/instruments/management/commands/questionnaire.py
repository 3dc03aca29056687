from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from osteopro.commands import JsonCommand
from osteopro.instruments.commands import BadInput, cli_export, cli_import


class Command(JsonCommand):
    help = "Export a questionnaire as FHIR R4, or report what of a foreign one is supported."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="print one questionnaire as FHIR JSON")
        export.add_argument("code")
        export.add_argument("--lang", help="one language only, e.g. zh-CN")
        bring = verbs.add_parser("import", help="check a questionnaire and say what works")
        bring.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "export":
            self.run(lambda: cli_export(options["code"], options["lang"]), BadInput)
        else:
            self.run(lambda: cli_import(_read(options["file"])), BadInput)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput([f"{path}: {error.strerror}"]) from error
