"""Measuring how much of the tolerance the reference's own rounding uses."""

from collections.abc import Sequence
from dataclasses import dataclass

from graders.core.parallel import as_completed_for
from graders.core.values import Value
from graders.execution.expected_outputs import ReferenceFailedError, outputs_of
from graders.verification.degenerate_answers import round_to_bfloat16
from graders.verification.report import SpreadReport, SpreadVariant
from graders.verification.spread import IncomparableOutputsError, measure_spread
from graders.verification.subject import Trial
from graders.verification.variants import VARIANTS, variant_of

_REASON_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Measured:
    """The spreads, and the reference's time if everything has to be compiled."""

    spreads: tuple[SpreadReport, ...]
    cold_s: float | None


def measure_tolerance(trial: Trial) -> Measured:
    """Run the reference in other arithmetics, and compare the results with the tolerance.

    Raises:
        SandboxFailureError: the sandbox failed.
    """
    problem = trial.problem
    # Its own arithmetic is float64, and what it draws at random has 64 bits: nothing is more exact.
    variants = [each for each in VARIANTS if not (problem.spec.x64 and each == "float64")]
    runs = as_completed_for(
        lambda variant: trial.judge.execute_as_reference(
            variant_of(problem, variant), problem.solution, trial.cases
        ),
        variants,
    )
    executions = dict(trial.told("tolerance", variants, runs))
    spreads, times_s = [], []
    for variant in variants:
        try:
            outputs = outputs_of(executions[variant], problem, trial.cases)
        except ReferenceFailedError as error:
            spreads.append(_not_measured(variant, str(error)))
        else:
            spreads.append(_spread(trial, variant, outputs))
            times_s.append(executions[variant].taken.time_ms / 1e3)
    return Measured((*spreads, _of_bfloat16(trial)), max(times_s, default=None))


def _of_bfloat16(trial: Trial) -> SpreadReport:
    rounded = round_to_bfloat16(trial.expected)
    if rounded is None:
        return _not_measured("bfloat16", "rounding to it changes no output")
    return _spread(trial, "bfloat16", rounded)


def _spread(trial: Trial, variant: SpreadVariant, outputs: Sequence[Value]) -> SpreadReport:
    try:
        spread = measure_spread(trial.cases, trial.expected, outputs)
    except IncomparableOutputsError as error:
        return _not_measured(variant, str(error))
    return SpreadReport(
        variant=variant,
        share_of_tolerance=spread.share_of_tolerance,
        max_abs_error=spread.max_abs_error,
        worst_case=spread.worst_case,
        not_measured=None,
    )


def _not_measured(variant: SpreadVariant, reason: str) -> SpreadReport:
    return SpreadReport(
        variant=variant,
        share_of_tolerance=None,
        max_abs_error=None,
        worst_case=None,
        not_measured=reason.partition("\n")[0][:_REASON_CHARACTERS],
    )
