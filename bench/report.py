"""A run's figures by name, as JSON."""

from dataclasses import asdict
from statistics import median
from typing import Any

from bench.machine import machine, versions
from bench.plan import Plan, Subject
from bench.run import Measurements
from bench.samples import spread
from bench.targets import targets

_DIGITS = 4


def report(subject: Subject, plan: Plan, measured: Measurements) -> dict[str, Any]:
    """Everything for the JSON: figures by name, their spread, targets, and what they hang on."""
    figures = _figures(measured)
    memory = measured.process_memory
    whole: dict[str, Any] = _rounded(
        figures
        | {
            "saturated_per_s_by_depth": {
                str(depth): median(rates)
                for depth, rates in sorted(measured.throughput.by_depth.items())
            },
            "problems_loaded": [
                {"problems": loaded.problems, "warm": loaded.warm, **asdict(loaded.memory)}
                for loaded in measured.problems_loaded
            ],
            "memory": {
                name: asdict(figure)
                for name, figure in (
                    ("child_private", memory.child),
                    ("warm_parent", memory.template),
                    ("preloaded_parent", memory.preloaded),
                )
            },
            "targets": [target.to_json() for target in targets(figures)],
            "spreads": {name: asdict(spread(samples)) for name, samples in _samples(measured)},
            "samples": dict(_samples(measured)),
            "problem": {"name": subject.problem.name, "revision": subject.problem.revision},
            "cases": subject.problem.spec.case_count,
            "plan": asdict(plan),
            "versions": versions(),
            "machine": machine(),
        }
    )
    return whole


def _figures(measured: Measurements) -> dict[str, float]:
    latencies, startup, memory = measured.latencies, measured.startup, measured.process_memory
    http = spread(latencies.http_ms)
    # What one client gets, one submission after the other, is latency and no saturation.
    depths = [median(r) for depth, r in measured.throughput.by_depth.items() if depth > 1]
    return {
        "floor_ms": median(latencies.floor_ms),
        "cold_ms": median(latencies.cold_ms),
        "grade_p50_ms": median(latencies.grade_ms),
        "http_p50_ms": http.median,
        "http_p95_ms": http.p95,
        "novel_p50_ms": median(latencies.novel_ms),
        "novel_back_to_back_p50_ms": median(latencies.novel_back_to_back_ms),
        "floor_per_s": median(measured.throughput.floor_per_s),
        "saturated_per_s": min(depths),
        "saturated_evenness": min(depths) / max(depths),
        "unbanked_per_s": measured.unbanked_per_s,
        "sandbox_added_ms": median(measured.overhead.added_ms),
        "sandbox_empty_ms": median(measured.overhead.empty_ms),
        "child_private_mb": memory.child.mb,
        "warm_parent_mb": memory.template.mb,
        "preloaded_parent_mb": memory.preloaded.mb,
        "problems_loaded_mb": max(loaded.memory.mb for loaded in measured.problems_loaded),
        "start_cold_s": median(startup.cold_s),
        "start_warm_s": median(startup.warm_s),
        "start_cold_until_warm_s": median(startup.cold_until_warm_s),
        "start_warm_until_warm_s": median(startup.warm_until_warm_s),
        "first_submission_s": measured.first_submission_s,
    }


def _samples(measured: Measurements) -> list[tuple[str, list[float]]]:
    """Every series, by the name of its figure."""
    throughput = measured.throughput
    return [
        *asdict(measured.latencies).items(),
        *((f"sandbox_{name}", samples) for name, samples in asdict(measured.overhead).items()),
        ("floor_per_s", throughput.floor_per_s),
        *((f"queued_{depth}_per_s", rates) for depth, rates in sorted(throughput.by_depth.items())),
        *((f"start_{name}", samples) for name, samples in asdict(measured.startup).items()),
    ]


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
