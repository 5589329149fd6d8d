"""`python -m cadran` is the command line."""

from cadran.cli.main import main

main()
