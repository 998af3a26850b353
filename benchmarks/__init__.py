"""Figures, not tests: what a page and a hand-in cost, and how large a survey may grow (docs/performance.md)."""
