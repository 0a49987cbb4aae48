"""Events in, pictures out; knows no document format."""
