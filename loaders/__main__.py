"""``python -m loaders``: hands over to the command line; holds no logic."""

from loaders.cli import run

if __name__ == "__main__":
    run()
