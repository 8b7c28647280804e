"""Mutation analysis: the mutants of the reference that the cases kill, and those that survive."""

from collections.abc import Sequence

from graders.core.limits import Limits
from graders.core.parallel import as_completed_for
from graders.core.verdict import Outcome
from graders.execution.endings import report_loading
from graders.execution.run_cases import Execution
from graders.grading.case_verdicts import CaseReports
from graders.problem.cases import Case
from graders.verification.mutants import Mutant, count_mutants, make_mutants
from graders.verification.report import MutantReport, MutantStatus, MutationReport
from graders.verification.subject import NotJudgedError, Trial

# A run takes 0.1 s if it can use the reference's compiled programs, else some seconds.
MAX_MUTANTS = 100


def run_mutants(trial: Trial, limits: Limits, most: int = MAX_MUTANTS) -> MutationReport:
    """Run the mutants of the reference.

    Args:
        trial: the cases to run them on.
        limits: a mutant that exceeds them, as in an endless loop, has timed out.
        most: how many to run; if there are more, this many, evenly spread over the source.

    Raises:
        SandboxFailureError: the sandbox failed.
    """
    marks = trial.problem.spec.equivalent_mutants
    chosen = make_mutants(trial.problem.solution, most)
    runs = as_completed_for(lambda mutant: _run(trial, mutant, limits), chosen)
    reports = dict(trial.told("mutants", chosen, runs))
    mutants = tuple(reports[mutant] for mutant in chosen)
    statuses = [mutant.status for mutant in mutants]
    killed, timed_out = statuses.count("killed"), statuses.count("timed_out")
    equivalent = statuses.count("equivalent")
    counted = len(mutants) - equivalent
    made = count_mutants(trial.problem.solution)
    changes = {(mutant.before, mutant.after) for mutant in mutants}
    unmatched = [mark.after for mark in marks if (mark.before, mark.after) not in changes]
    return MutationReport(
        made=made,
        run=len(mutants),
        killed=killed,
        survived=statuses.count("survived"),
        timed_out=timed_out,
        not_judged=statuses.count("not_judged"),
        equivalent=equivalent,
        # One that is marked may be among those that are not run.
        unmatched=tuple(unmatched) if made == len(mutants) else (),
        score=(killed + timed_out) / counted if counted else None,
        mutants=mutants,
    )


def _run(trial: Trial, mutant: Mutant, limits: Limits) -> MutantReport:
    # The first case kills most of them, and compiling for all other shapes takes seconds.
    status: MutantStatus
    killed_by = not_judged = None
    for cases in (trial.cases[:1], trial.cases):
        execution = trial.execute(mutant.source, cases, limits)
        try:
            status, killed_by = _status(trial, mutant, execution, cases)
        except NotJudgedError as error:
            status, not_judged = "not_judged", str(error)
        if status != "survived":
            break
    before, after = mutant.changed_lines(trial.problem.solution)
    marks = trial.problem.spec.equivalent_mutants
    reason = next((m.reason for m in marks if (m.before, m.after) == (before, after)), None)
    if status == "survived" and reason is not None:
        status = "equivalent"
    return MutantReport(
        operator=mutant.operator,
        line=mutant.line,
        before=before,
        after=after,
        reason=reason,
        status=status,
        killed_by=killed_by,
        not_judged=not_judged,
        diff=mutant.diff(trial.problem.solution),
    )


def _status(
    trial: Trial, mutant: Mutant, execution: Execution, cases: Sequence[Case]
) -> tuple[MutantStatus, str | None]:
    spec = trial.problem.spec
    if report_loading(execution, mutant.source, spec.limits) is not None:
        return "killed", None
    refusals = trial.refusals(cases, execution.answers)
    reports = CaseReports(cases, spec, mutant.source)
    for case in reports.finish(execution, trial.expected, refusals):
        if case.verdict is Outcome.TIME_LIMIT_EXCEEDED:
            return "timed_out", case.name
        if case.verdict is not Outcome.ACCEPTED:
            return "killed", case.name
    return "survived", None
