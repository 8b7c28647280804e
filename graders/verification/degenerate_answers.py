"""Degenerate answers, which need no understanding of the problem: its cases must reject each.

KernelBench accepted zeros for 4 of 60 problems, and JAXBench a no-op for 19: a case set has to be
tested like code. The answers are made from the expected outputs, so nothing runs for them except
the problem's checker, if it has one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import ml_dtypes
import numpy as np
import numpy.typing as npt

from graders.comparison.compare import compare
from graders.core.values import Array, Constant, Node, Value
from graders.problem.cases import Case
from graders.problem.comparators import UpToPermutation
from graders.verification.report import DegenerateAnswerReport, DegenerateAnswerStatus
from graders.verification.subject import NotJudgedError, Trial

# Returns the replacement for an array of the output; None to leave the array unchanged.
Change = Callable[[npt.NDArray[np.generic]], npt.NDArray[np.generic] | None]


@dataclass(frozen=True, slots=True)
class DegenerateAnswer:
    """The answer to each case; `outputs` is None if this problem allows no such answer."""

    name: str
    description: str
    outputs: tuple[Value, ...] | None


def degenerate_answers(
    cases: Sequence[Case], expected: Sequence[Value]
) -> Iterator[DegenerateAnswer]:
    """Every degenerate answer to these cases, made from their expected outputs."""
    for name, description, constant in (
        ("zeros", "zeros of the right shape", np.zeros_like),
        ("ones", "ones of the right shape", np.ones_like),
        ("nan", "NaN of the right shape", _nan),
    ):
        yield DegenerateAnswer(name, description, _changed(expected, constant))
    for parameter in cases[0].arguments:
        yield DegenerateAnswer(
            f"echo_{parameter}",
            f"the argument {parameter}, returned as it is",
            tuple(case.arguments[parameter] for case in cases),
        )
    yield DegenerateAnswer(
        "first_answer",
        f"the right answer to {cases[0].name!r}, for every case",
        (expected[0],) * len(cases) if len(cases) > 1 else None,
    )
    yield DegenerateAnswer(
        "bfloat16", "the right answer, rounded to bfloat16", round_to_bfloat16(expected)
    )
    # The reversed output is right if any order is.
    in_any_order = all(isinstance(case.tolerance, UpToPermutation) for case in cases)
    for name, description, change, is_wrong in (
        ("transposed", "the right answer with its axes reversed", _transposed, True),
        ("reversed", "the right answer with its first axis backwards", _reversed, not in_any_order),
    ):
        outputs = _changed(expected, change, keep_right=False) if is_wrong else None
        yield DegenerateAnswer(name, description, outputs)


def try_answer(trial: Trial, answer: DegenerateAnswer) -> DegenerateAnswerReport:
    """Judge the answer as if a submission had returned it.

    Raises:
        SandboxFailureError: the sandbox failed.
    """
    rejected_by: list[str] = []
    status: DegenerateAnswerStatus = "not_applicable"
    not_judged = None
    if answer.outputs is not None:
        try:
            rejected_by = _rejected_by(trial, answer.outputs)
            status = "rejected" if rejected_by else "accepted"
        except NotJudgedError as error:
            status, not_judged = "not_judged", str(error)
    return DegenerateAnswerReport(
        name=answer.name,
        description=answer.description,
        status=status,
        rejected_by=tuple(rejected_by),
        not_judged=not_judged,
    )


def _rejected_by(trial: Trial, outputs: Sequence[Value]) -> list[str]:
    refusals = trial.refusals(trial.cases, outputs)
    accept = trial.problem.spec.accept
    judged = zip(trial.cases, trial.expected, outputs, strict=True)
    return [
        case.name
        for index, (case, right, output) in enumerate(judged)
        if index in refusals or compare(right, output, case.tolerance, accept)[0].kind != "equal"
    ]


def round_to_bfloat16(expected: Sequence[Value]) -> tuple[Value, ...] | None:
    """The outputs rounded to bfloat16, in their own dtypes; None if that changes none."""
    return _changed(expected, _rounded, keep_right=False)


def _changed(
    expected: Sequence[Value], change: Change, *, keep_right: bool = True
) -> tuple[Value, ...] | None:
    """The outputs with every array changed; None if none could be.

    Args:
        expected: the outputs.
        change: applied to each array.
        keep_right: whether an answer counts if it is right in every case. If zeros are right, the
            cases are weak; a symmetric matrix transposed is no mistake.
    """
    touched = False

    def walk(value: Value) -> Value:
        nonlocal touched
        match value:
            case Array(data, kind):
                changed = change(data)
                if changed is None:
                    return value
                touched |= keep_right or not _identical(data, changed)
                return Array(changed, kind)
            case Constant():
                return value
            case Node(name, children):
                return Node(name, {key: walk(child) for key, child in children.items()})

    outputs = tuple(walk(value) for value in expected)
    return outputs if touched else None


def _identical(one: npt.NDArray[np.generic], other: npt.NDArray[np.generic]) -> bool:
    return one.shape == other.shape and one.tobytes() == other.tobytes()


def _is_inexact(data: npt.NDArray[np.generic]) -> bool:
    # NumPy does not count bfloat16 among its own floating types.
    return data.dtype.kind in "fc" or data.dtype == ml_dtypes.bfloat16


def _nan(data: npt.NDArray[np.generic]) -> npt.NDArray[np.generic] | None:
    return np.full_like(data, np.nan) if _is_inexact(data) else None


def _rounded(data: npt.NDArray[np.generic]) -> npt.NDArray[np.generic] | None:
    # For 16-bit values, rounding would show nothing about the tolerance.
    if not _is_inexact(data) or data.dtype.itemsize < 4:
        return None
    parts = data.reshape(-1).view(data.real.dtype)
    with np.errstate(all="ignore"):
        rounded = parts.astype(ml_dtypes.bfloat16).astype(parts.dtype)
    return rounded.view(data.dtype).reshape(data.shape)


def _transposed(data: npt.NDArray[np.generic]) -> npt.NDArray[np.generic] | None:
    return data.T if data.ndim > 1 else None


def _reversed(data: npt.NDArray[np.generic]) -> npt.NDArray[np.generic] | None:
    return data[::-1] if data.ndim > 0 else None
