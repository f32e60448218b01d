"""The version of the program; the knowledge has its own."""

VERSION = "0.1.0"
