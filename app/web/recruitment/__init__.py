"""Pages of recruitment: letters to addresses, and registering."""
