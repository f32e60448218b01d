"""`python -m medcaution`."""

from medcaution.cli import main

main(prog_name="medcaution")
