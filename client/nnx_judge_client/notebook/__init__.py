"""Judging from a notebook, in Jupyter or Colab.

    from nnx_judge_client.notebook import check

    check(add_layer_warm_start)

`%load_ext nnx_judge_client.notebook` adds `%%check PROBLEM`, which sends a whole cell.
"""

from nnx_judge_client.notebook._check import check
from nnx_judge_client.notebook._checked import Checked
from nnx_judge_client.notebook._errors import CheckError
from nnx_judge_client.notebook._magic import load_ipython_extension

__all__ = ["CheckError", "Checked", "check", "load_ipython_extension"]
