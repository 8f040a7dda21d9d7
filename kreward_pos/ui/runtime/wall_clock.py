"""The window's clock, one for the whole application, like Qt's default locale."""

from datetime import datetime, timedelta
from typing import ClassVar

from kreward_pos.clock import Clock, SystemClock, day_of


class WallClock:
    """A clock that moments are compared with. `source` is the machine's clock until another one is set."""

    source: ClassVar[Clock] = SystemClock()

    @classmethod
    def is_today(cls, moment: datetime) -> bool:
        """Return whether `moment`, which is aware, lies in the present day here."""
        return day_of(moment) == day_of(cls.source.now())

    @classmethod
    def age(cls, moment: datetime) -> timedelta:
        """Return how long ago `moment`, which is aware, was."""
        return cls.source.now() - moment
