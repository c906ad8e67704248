"""From the first draft of a recommendation to the published verdict."""
