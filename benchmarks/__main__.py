"""`make bench`: the product against a bare Django view on both databases, then how it behaves with size.

python -m benchmarks [serving|sizes ...] [--engine sqlite|postgresql] [--rounds N] [--part 0.2]
"""

import argparse
import json
import sys

from . import figures, places, report

PARTS = ("serving", "sizes")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="serving|sizes")
    parser.add_argument("--engine", choices=places.NAMES, action="append", help="both, unless said")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each case, 5 unless said")
    parser.add_argument("--part", type=float, default=1.0, help="of the work of each run, to try it out")
    options = parser.parse_args()
    print(figures.machine(), flush=True)
    wrong = False
    for engine in options.engine or places.NAMES:
        for part in options.parts or PARTS:
            print(f"\n== {part} on {places.NAMES[engine]}", flush=True)
            found = run(part, engine, options.rounds, options.part)
            print(report.WRITTEN[part](found), flush=True)
            wrong |= any(check.startswith("WRONG") for check in found["checks"])
    sys.exit(wrong)


def run(part: str, engine: str, rounds: int, share: float) -> dict:
    with places.environment(engine) as env:
        return json.loads(places.python(env, "-m", f"benchmarks.{part}", str(rounds), str(share)))


if __name__ == "__main__":
    main()
