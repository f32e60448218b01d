"""Which rules fire, on which facts."""
