"""``python -m dashboard``: hands over to the command line; holds no logic."""

from dashboard.cli import run

if __name__ == "__main__":
    run()
