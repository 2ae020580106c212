"""`python -m fixenc` is `fixenc`."""

from fixenc.cli import main

if __name__ == "__main__":
    main(prog_name="fixenc")
