"""Data tables, each made by a recipe in `build/`, read on first use."""
