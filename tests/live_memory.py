"""What updates of the results pages remember from one request to the next, forgotten."""

from django.core.cache import cache

from analysis import standing, turns, updates


def forget(monkeypatch):
    """Nothing kept of other tests, and nobody waits for a turn or shares a moment."""
    cache.clear()
    updates._memory.cache_clear()
    standing._memory.cache_clear()
    turns._view.cache_clear()
    monkeypatch.setattr(turns.TURN, "rests_until", 0.0)
    monkeypatch.setattr(turns, "REST", 0)
    monkeypatch.setattr(updates, "SHARED", 0)
