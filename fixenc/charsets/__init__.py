"""Charsets, one a file, each with the dialects of the programs that read it."""
