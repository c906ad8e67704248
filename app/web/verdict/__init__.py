"""Pages of proposals, ballots, dissents, and the verdict."""
