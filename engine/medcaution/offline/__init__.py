"""One self-contained page whose answers were materialised by the engine: it needs no network."""
