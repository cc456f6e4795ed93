"""What can go wrong in the shell: one tree, each name a fact."""


class BotError(Exception):
    """Something the shell refuses or cannot do; the message is one clear sentence."""


class ConfigError(BotError):
    """A settings file, a key in it, or an environment variable is wrong."""


class NotReady(BotError):
    """The machine is not ready: a port is taken, a folder cannot be written."""


class StoreError(NotReady):
    """The database cannot be opened, or belongs to another version of the program."""


class StoreBusy(StoreError):
    """The database does not work for us just now (locked, gone, full); later it may."""


class StoreTaken(StoreError):
    """Another server serves this database."""


class StoreTooNew(StoreError):
    """The database was written by a newer program."""


class ImportFileError(BotError):
    """A file to import cannot be read at all, or lacks a column it needs."""


class Refused(BotError):
    """What an operator asked for cannot be done; the message is one clear Chinese sentence."""


class NothingThere(Refused):
    """It is about something that does not exist."""


class AlreadySettled(Refused):
    """Somebody else was faster, or it was done before; nothing was changed."""


class MakesNoSense(Refused):
    """What was asked for contradicts itself or what is known."""


class CallbackRefused(BotError):
    """A callback is not the platform's, or not for us; answered with a fixed 4xx."""

    def __init__(self, reason: str, status: int = 403) -> None:
        """Keep the reason for the log; the answer never shows it."""
        super().__init__(reason)
        self.reason = reason
        self.status = status


class PoisonEvent(BotError):
    """A genuine callback that cannot be understood; kept and parked with this reason."""


class PlatformError(BotError):
    """The platform was asked to do something and it was not a plain yes."""


class SendRefused(PlatformError):
    """The platform said no: certainly not sent, and asking again does not help."""

    def __init__(self, message: str, *, code: int = 0) -> None:
        """Keep the platform's own error code (0: none)."""
        super().__init__(message)
        self.code = code


class NotSent(PlatformError):
    """Certainly not sent (refused for now, or nothing left this machine); worth another try."""

    def __init__(self, message: str, *, code: int = 0, retry_seconds: float = 5.0) -> None:
        """Say after how many seconds another try is sensible."""
        super().__init__(message)
        self.code = code
        self.retry_seconds = retry_seconds


class OutcomeUnknown(PlatformError):
    """The request left and no answer came: it may have been sent, so it is never repeated."""
