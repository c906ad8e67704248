"""News that leaves after the commit: services collect, `app/transaction.py` hands over, sockets deliver."""
from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session


def announce(session: Session, item: Any) -> None:
    """Remember `item` for delivery after the commit; a rollback forgets it."""
    session.info.setdefault("announcements", []).append(item)
