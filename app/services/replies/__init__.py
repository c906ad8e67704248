"""What follows the verdict: the authority's reply, the jurors' rating of it, and what is then done."""
