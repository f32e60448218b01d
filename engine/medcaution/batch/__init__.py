"""Tables in, tables out: the engine's answers about millions of people."""
