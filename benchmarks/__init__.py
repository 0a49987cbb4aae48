"""Each figure we claim, as a command that prints it beside a peer's; refuses to be imported by what it measures."""
