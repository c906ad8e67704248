"""Pages of proposals, ballots, dissents, the verdict and the replies."""
