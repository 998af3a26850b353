"""Counts in, frozen results out, without Django. docs/statistics.md says where each figure comes from."""
