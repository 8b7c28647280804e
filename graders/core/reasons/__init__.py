"""Why a verdict is what it is: each reason's sentence, and the same for machines, made in one."""
