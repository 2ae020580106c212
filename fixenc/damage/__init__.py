"""Kinds of damage, one a file: how to see it, how to undo it, what must be left alone."""
