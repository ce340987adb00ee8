"""Which tellings are one story: fingerprints, their index, clusters."""
