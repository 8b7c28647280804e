"""Dependencies of the LTI endpoints and pages."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.lti.deep_linking import DeepLinking
from app.lti.launches import LaunchService
from app.lti.tool_keys import ToolKeys

LaunchServiceDep = Annotated[LaunchService, Depends(part(LaunchService))]
DeepLinkingDep = Annotated[DeepLinking, Depends(part(DeepLinking))]
ToolKeysDep = Annotated[ToolKeys, Depends(part(ToolKeys))]
