"""A report in the words and forms of those who read it: pure functions."""
