"""Background work: the same services, called from the queue."""
