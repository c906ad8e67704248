"""Reading tables that people send, in a child process with little memory and time (see `pool_files.py`)."""
