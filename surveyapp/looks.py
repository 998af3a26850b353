"""When to look how many wait in a stratum: not at each hand-in, since that means counting them.

As long as more are lacking than can have come, it is not worth it. Others come to other processes, so each looks
again after a quarter of those who were lacking: a step is counted a little later than it could be, never too early, and
before somebody sees results what is left is counted in any case (`tallies.bring_up_to_date`). Alone, none is late.
"""

from __future__ import annotations

from collections.abc import Hashable

MOST = 10_000  # strata of whom something is known
PART = 4

_unseen: dict[Hashable, int] = {}  # how many more may come before somebody looks again


def due(stratum: Hashable) -> bool:
    """Whether to look with the one who comes now. Two threads at one moment may take one for two: no harm."""
    left = _unseen.get(stratum, 0)
    if left > 0:
        _unseen[stratum] = left - 1
    return left <= 0


def seen(stratum: Hashable, lacking: int) -> None:
    """`lacking`: how many more have to wait until a step can be counted."""
    if len(_unseen) >= MOST:
        _unseen.clear()
    _unseen[stratum] = max(0, lacking) // PART
