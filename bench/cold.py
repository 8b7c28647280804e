"""Timing a naive judge, which is cold for each submission: see `bench.naive_judge`."""

import base64
import json
import os
import subprocess
import sys
import time

from bench.plan import BenchError
from graders.core.values import Node, encode
from graders.problem.cases import draw_cases
from graders.problem.package import Problem

_TIMEOUT_S = 120


def cold_ms(problem: Problem, seed: int) -> float:
    """How long it takes from the start of the process to its end."""
    document = _document(problem, seed)
    begin = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-m", "bench.naive_judge"],
        input=document,
        env=os.environ | {"JAX_PLATFORMS": "cpu"},
        timeout=_TIMEOUT_S,
        check=False,
    )
    took_s = time.perf_counter() - begin
    if ended.returncode:
        raise BenchError("the fresh Python did not accept the solution")
    return took_s * 1e3


def _document(problem: Problem, seed: int) -> bytes:
    cases = []
    for case in draw_cases(problem.spec, seed):
        description, body = encode(Node("dict", dict(case.arguments)))
        text = base64.b64encode(body).decode()
        cases.append({"probe": case.probe, "arguments": description, "body": text})
    return json.dumps(
        {
            "reference": problem.solution,
            "submission": problem.solution,
            "function": problem.harness.defines[0],
            "rtol": problem.spec.tolerance.rtol,
            "atol": problem.spec.tolerance.atol,
            "cases": cases,
        }
    ).encode()
