"""Documents in, dated events out; knows no screen."""
