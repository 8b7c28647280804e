"""What a problem's own code shows to be wrong with it, as a person reads it."""

from collections.abc import Sequence

from rich.console import Group
from rich.text import Text

from app.cli.printing import indented, line
from graders.faults import Fault


def faults_view(faults: Sequence[Fault]) -> Group:
    """Each fault with the file that shows it, and their number."""
    told = [
        part
        for fault in faults
        for part in (Text(), line(f"{fault.file}: {fault.subject}", "bold"), indented(fault.reason))
    ]
    count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'} in the problem itself"
    return Group(*told, Text(), Text(count, "red"))
