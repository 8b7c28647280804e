"""Dependencies of the endpoints and pages about assignments."""

from typing import Annotated

from fastapi import Depends

from app.assignments.gradebook import Gradebook
from app.assignments.service import AssignmentService
from app.http.parts import part

AssignmentServiceDep = Annotated[AssignmentService, Depends(part(AssignmentService))]
GradebookDep = Annotated[Gradebook, Depends(part(Gradebook))]
