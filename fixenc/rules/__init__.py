"""Rules of the normalizer, one a file."""
