"""The command line of the Microservices Factory; Python's standard library only."""
