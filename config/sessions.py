"""Sessions end half an hour after the last act, and are written once a minute, not at each page."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from members.prepared import prepared

MOVED_EVERY: Final = timedelta(minutes=1)
"""So much earlier than its half hour a session may end, and never later."""


class SessionStore(db.SessionStore):
    """Those of Django, in the database; what was asked for a minute ago is kept for longer."""

    def load(self) -> dict[str, Any]:
        """Read the session, and have its end moved where that was not done within the minute."""
        found = next(iter(_living(str(self.session_key), timezone.now())), None)
        if found is None:
            self._session_key = None
            return {}
        whole = timedelta(seconds=self.get_session_cookie_age())
        if found.expire_date - timezone.now() < whole - MOVED_EVERY:
            self.modified = True
        data: dict[str, Any] = self.decode(found.session_data)
        return data


@prepared
def _living(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
