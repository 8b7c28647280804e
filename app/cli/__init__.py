"""The command line: `nnx-judge`."""

import sys
import traceback

from app.cli.application import application
from app.cli.failures import CommandError, ExitCode
from app.cli.printing import print_error


def main() -> None:
    """Run the command line, and exit."""
    try:
        application(prog_name="nnx-judge")
    except CommandError as error:
        print_error(str(error))
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - Python's own code for it, 1, would mean "not accepted"
        traceback.print_exc()
        sys.exit(ExitCode.JUDGE_FAILED)
