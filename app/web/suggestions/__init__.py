"""Pages on which the public says something to a jury, and the desks that answer."""
