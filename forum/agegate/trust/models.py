"""What is kept of a trust list: as it was read, from where, when, and how many it names."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib.db import Base, UtcDateTime


class TrustList(Base):
    """Whom one method trusts."""

    __tablename__ = "trust_list"

    method: Mapped[str] = mapped_column(String(20), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    count: Mapped[int]
    refreshed_at: Mapped[datetime] = mapped_column(UtcDateTime)
