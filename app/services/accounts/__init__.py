"""Accounts, sessions, links, memberships: who somebody is and what they are in a jury."""
