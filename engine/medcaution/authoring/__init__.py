"""Tools that keep the knowledge true: cases, lint, schemas."""
