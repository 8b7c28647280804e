"""Dependencies of the audit log's endpoints."""

from typing import Annotated

from fastapi import Depends

from app.audit_log.service import AuditService
from app.http.parts import part

AuditServiceDep = Annotated[AuditService, Depends(part(AuditService))]
