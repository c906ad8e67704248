"""Pages of the outbox: the log, the texts of letters, calendars and short links."""
