"""`%%check PROBLEM`: a cell that is run, and then sent."""

from nnx_judge_client.notebook._cells import Cells
from nnx_judge_client.notebook._check import check_last
from nnx_judge_client.notebook._checked import Checked
from nnx_judge_client.notebook._shell import Shell


def load_ipython_extension(shell: Shell) -> None:
    """Add `%%check`; IPython calls it for `%load_ext nnx_judge_client.notebook`."""

    def check_cell(line: str, cell: str) -> Checked | None:
        """Run the cell, and submit it with all that it uses of other cells.

        `%%check PROBLEM` names the problem; `%%check` takes the one that asks for what the cell
        defines. The judge and the key stand in NNX_JUDGE_URL and NNX_JUDGE_KEY.
        """
        if not shell.run_cell(cell).success:
            return None
        *earlier, last = shell.history_manager.input_hist_parsed
        # The call of this magic, where the cell is kept.
        kept = [*earlier, *([] if "run_cell_magic('check'" in last else [last])]
        cells = Cells([*kept, shell.transform_cell(cell)], shell.transform_cell)
        return check_last(cells, line.strip() or None)

    shell.register_magic_function(check_cell, "cell", "check")
