"""What a problem asks of the sandbox: limits for a submission, and perturbations of defaults."""

from typing import Annotated, Literal

from pydantic import Field

from graders.core.strict_spec import Spec

# A perturbation of the library's defaults. It reveals a mistake that plain outputs hide.
Probe = Literal["nonzero_bias_init"]


class Limits(Spec):
    """What one submission may use over all its cases. Start-up does not count."""

    wall_s: Annotated[float, Field(gt=0, le=120)] = 10.0
    cpu_s: Annotated[float, Field(gt=0, le=120)] = 10.0
    memory_mb: Annotated[int, Field(ge=64, le=8192)] = 1024
    printed_kb: Annotated[int, Field(ge=1, le=1024)] = 64
    returned_mb: Annotated[int, Field(ge=1, le=256)] = 16
    source_kb: Annotated[int, Field(ge=1, le=1024)] = 64

    @property
    def returned_in_all_mb(self) -> int:
        """Memory for the outputs of all cases together: they are kept until the end."""
        return max(8 * self.returned_mb, 64)
