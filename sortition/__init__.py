"""Citizens' juries by lot: exact, explained and checkable. Codes and numbers, no sentences."""
