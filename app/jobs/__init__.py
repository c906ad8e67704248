"""Background work: the same services, called from the queue, in a process of their own."""
