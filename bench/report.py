"""A run's figures by name, as JSON."""

from dataclasses import asdict
from typing import Any

from bench.machine import machine, versions
from bench.plan import Plan, Subject
from bench.results import Results
from bench.samples import spread
from bench.targets import targets

_DIGITS = 4
# How the names of series end, the longest first.
_UNITS = ("_per_s", "_ms", "_s", "_floors")


def report(subject: Subject, plan: Plan, results: Results) -> dict[str, Any]:
    """Everything for the JSON: figures by name, their spread, targets, and what they hang on."""
    spreads = {name: spread(samples) for name, samples in results.samples.items()}
    figures = dict(results.figures)
    for name, of_series in spreads.items():
        # http_ms becomes http_p50_ms and http_p95_ms.
        unit = next(unit for unit in _UNITS if name.endswith(unit))
        what = name.removesuffix(unit)
        figures |= {f"{what}_p50{unit}": of_series.median, f"{what}_p95{unit}": of_series.p95}
    whole: dict[str, Any] = _rounded(
        {
            "figures": figures,
            "memory": {name: asdict(memory) for name, memory in results.memory.items()},
            "targets": [target.to_json() for target in targets(figures)],
            "spreads": {name: asdict(of_series) for name, of_series in spreads.items()},
            "samples": results.samples,
            "problem": {"name": subject.problem.name, "revision": subject.problem.revision},
            "cases": subject.problem.spec.case_count,
            "plan": asdict(plan),
            "versions": versions(),
            "machine": machine(),
        }
    )
    return whole


def _rounded(value: Any) -> Any:
    """Four significant digits: more is noise."""
    match value:
        case float():
            return float(f"{value:.{_DIGITS}g}")
        case dict():
            return {name: _rounded(item) for name, item in value.items()}
        case list() | tuple():
            return [_rounded(item) for item in value]
    return value
