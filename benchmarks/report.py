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
    of = found["sizes"].values()
    head = [f"{int(n):,}" for n in found["sizes"]]
    pages = [
        ("dashboard", "start", "start of the server"),
        ("dashboard", "first", "by phase x gender, first of a new server"),
        ("dashboard", "again", "the same again"),
        ("dashboard", "anew", "the same, made anew"),
        ("breakdown", "first", "a breakdown, first of a new server"),
        ("breakdown", "others", "another breakdown, first"),
        ("breakdown", "slowest", "the slowest of five"),
        ("breakdown", "again", "a breakdown again"),
    ]
    memory = [("memory", when) for when in ("just started", "in use", "after results")]
    memory += [("breakdown", when) for when in ("at rest", "after")]
    steps = [("closing", "close_survey"), ("CSV", "export_responses")]
    return "\n".join(
        [
            table(
                ("pages, ms", *head),
                [
                    (said, *(spread([1000 * r[what] for r in n[page]]) for n in of))
                    for page, what, said in pages
                ],
            ),
            "",
            table(
                ("memory of the server, MB", *head),
                [
                    (
                        when if page == "memory" else f"{page}, {when}",
                        *(spread([r[when] for r in n[page]]) for n in of),
                    )
                    for page, when in memory
                ],
            ),
            "",
            table(
                ("time, s; peak memory, MB", *head),
                [
                    (said, *(f"{spread(column(n[step], 0), 1)}; {max(column(n[step], 1)):.0f}" for n in of))
                    for step, said in steps
                ],
            ),
            "",
            f"import of {found['imported']:,}: {once(found['import'])}",
            f"help, which does nothing: {once(found['nothing'])}",
            "",
            *found["checks"],
        ]
    )


def column(runs: list[list[float]], place: int) -> list[float]:
    return [run[place] for run in runs]


def once(run: list[float]) -> str:
    return f"{run[0]:.1f} s, {run[1]:.0f} MB"


WRITTEN: dict[str, Callable[[dict], str]] = {"serving": serving, "sizes": sizes}
