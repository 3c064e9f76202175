"""The roots of what can go wrong on purpose."""


class MitraError(Exception):
    """Something expected went wrong; the message says what, and what to do."""


class StartupError(MitraError):
    """Mitra cannot start; the message is one sentence for the operator."""


class ContentError(MitraError):
    """A content file is wrong; the message begins with `file:line:`."""
