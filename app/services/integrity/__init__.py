"""Integrity: what shows anybody that nothing published was changed afterwards."""
