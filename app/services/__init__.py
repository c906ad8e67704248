"""Use cases: functions (session, …, *, actor, now). They never import Flask and never commit."""
