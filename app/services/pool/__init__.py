"""From a file of people to a pool with targets."""
