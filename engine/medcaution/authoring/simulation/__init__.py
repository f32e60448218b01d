"""A flight simulator for checkers: lists with known answers, and the score of whoever reads them."""
