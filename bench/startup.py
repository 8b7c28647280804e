"""How long the service takes to answer after its start, and to be warm."""

from dataclasses import dataclass, field
from pathlib import Path

from bench.plan import Plan, Progress, Subject
from bench.server import running_server


@dataclass(slots=True)
class Startup:
    """Seconds from the start, with an empty data folder and with one that has been in use."""

    cold_s: list[float] = field(default_factory=list)
    warm_s: list[float] = field(default_factory=list)
    cold_until_warm_s: list[float] = field(default_factory=list)
    warm_until_warm_s: list[float] = field(default_factory=list)


def fill_bank(subject: Subject, data_dir: Path, plan: Plan, progress: Progress) -> None:
    """Have a server compute the draws that the others will use up, and judge one submission."""
    progress.stage("filling the bank", plan.draws)
    with running_server(subject, data_dir, bank_size=plan.draws) as server:
        server.wait_until_ready()
        server.wait_until_warm()
        server.submit_ms(subject.problem.solution)
        seen = 0
        while seen < plan.draws:
            server.wait_for_draws(seen + 1)
            progress.step(server.free_draws - seen)
            seen = server.free_draws


def measure_startup(
    subject: Subject, used_dir: Path, scratch: Path, plan: Plan, progress: Progress
) -> Startup:
    """Start servers on an empty folder and on `used_dir`, by turns."""
    progress.stage("start-up", 2 * plan.starts)
    startup = Startup()
    for number in range(plan.starts):
        for data_dir, ready_s, until_warm_s in (
            (scratch / f"empty-{number}", startup.cold_s, startup.cold_until_warm_s),
            (used_dir, startup.warm_s, startup.warm_until_warm_s),
        ):
            with running_server(subject, data_dir) as server:
                ready_s.append(server.wait_until_ready())
                until_warm_s.append(server.wait_until_warm())
            progress.step()
    return startup
