"""What overseers watch: the lists that they approve, their objections, and the balance of the hearing."""
