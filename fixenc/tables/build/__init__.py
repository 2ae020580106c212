"""The recipes of the tables: each is run by hand, needs its source, and gives the same bytes again."""
