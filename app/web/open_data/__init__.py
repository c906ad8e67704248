"""Open data: files, catalogue and a read-only interface for machines, and the pages that explain them."""
