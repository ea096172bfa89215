"""`python -m etl` is `ratsgraph`."""

from etl.cli.app import main

main()
