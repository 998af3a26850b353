"""Figures -> the tables that `make bench` prints."""

from collections.abc import Callable
from statistics import median

from .figures import spread, table


def serving(found: dict) -> str:
    parts = [
        table(
            ("", "bare", "product", "product / bare"),
            [row for name, sides in found["cases"].items() for row in case(name, sides)],
        ),
        memory(found["memory"]),
        f"Made-up students who read their pages: {found['rehearsed']:.0f} a second, most of it their own work\n",
        *found["checks"],
    ]
    return "\n".join(parts)


def case(name: str, sides: dict) -> list[tuple[str, ...]]:
    """Latency for one client, throughput for many; CPU and who else was busy for both."""
    alone = name.endswith("1 client")
    rows = [("p50_ms", "p50, ms", 2), ("p95_ms", "p95, ms", 2)]
    rows += [] if alone else [("per_second", "a second", 0)]
    rows += [("server_cpu", "server CPU, ms each", 2)]
    rows += [("database_cpu", "PostgreSQL CPU, ms each", 2)] if any(sides["bare"]["database_cpu"]) else []
    rows += [("generator", "load generator, cores", 2), ("others", "others, cores", 2)]
    return [line(f"{name}: {said}", sides, key, digits) for key, said, digits in rows]


def line(label: str, sides: dict, key: str, digits: int) -> tuple[str, ...]:
    bare, product = sides["bare"][key], sides["product"][key]
    compared = key not in ("generator", "others") and median(bare)
    ratio = f"{median(product) / median(bare):.2f}" if compared else ""
    return label, spread(bare, digits), spread(product, digits), ratio


def memory(sides: dict) -> str:
    bare, product = (sides[side] / 2**20 for side in ("bare", "product"))
    return f"\nMemory of all server processes: bare {bare:.0f} MB, product {product:.0f} MB\n"


def sizes(found: dict) -> str:
    pages = [
        (
            f"{int(n):,}",
            *(spread([1000 * run[what] for run in runs]) for what in ("first", "again", "crossed")),
        )
        for n, runs in found["dashboards"].items()
    ]
    steps = [
        (
            step,
            *(
                f"{seconds:.1f} s, {peak:.0f} MB"
                for seconds, peak in (of[step] for of in found["work"].values())
            ),
        )
        for step in ("import", "closing", "CSV", "nothing")
    ]
    return "\n".join(
        [
            table(
                ("dashboard, ms: responses", "first of a server", "again", "first by phase x gender"), pages
            ),
            "",
            table(("time and peak memory", *(f"{int(n):,} responses" for n in found["work"])), steps),
            "",
            *found["checks"],
        ]
    )


WRITTEN: dict[str, Callable[[dict], str]] = {"serving": serving, "sizes": sizes}
