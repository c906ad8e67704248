"""Open data: what is already public of every jury, as flat files that machines read."""
