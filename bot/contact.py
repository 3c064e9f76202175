"""Whether Telegram can be reached: noted with every call."""

import datetime as dt

from mitra.clock import Clock, utc_now

#: Telegram's answer to who asks for updates while somebody else does.
_SOMEBODY_ELSE = 409
#: From here on an answer says that Telegram itself is in trouble.
_ITS_OWN_TROUBLE = 500


class Contact:
    """Remembers, in memory, since when Telegram has not answered."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self._now = clock
        #: Since when no call was answered; None while they are.
        self.lost_since: dt.datetime | None = None
        #: When it was last noticed that another Mitra asks for updates with the same token.
        self.conflict_at: dt.datetime | None = None

    def answered(self, status: int) -> None:
        """Take note of an answer with this HTTP status."""
        if status == _SOMEBODY_ELSE:
            self.conflict_at = self._now()
        if status >= _ITS_OWN_TROUBLE:
            self.failed()
        else:
            self.lost_since = None

    def failed(self) -> None:
        """Take note of a call without an answer."""
        self.lost_since = self.lost_since or self._now()
