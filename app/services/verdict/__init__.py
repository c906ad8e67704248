"""From the first draft of a recommendation to the authority's reply."""
