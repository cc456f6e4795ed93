"""The column types of this room, the same on SQLite and PostgreSQL: moments and days."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, ColumnElement, Integer, literal_column
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept as whole milliseconds since 1970 (UTC); naive moments are refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn a moment into milliseconds."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        return (value - EPOCH) // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Turn milliseconds into a moment."""
        del dialect
        return None if value is None else EPOCH + timedelta(milliseconds=value)


class Day(TypeDecorator[date]):
    """A date of the shop's calendar, kept as its ordinal (whole days, so SQL can subtract)."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        """Turn a date into its ordinal."""
        del dialect
        return None if value is None else value.toordinal()

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:
        """Turn an ordinal into a date."""
        del dialect
        return None if value is None else date.fromordinal(value)


def constant(word: StrEnum) -> ColumnElement[str]:
    """Write one of our own words into the SQL: a partial index is not used for parameters."""
    return literal_column(f"'{word.value}'")
