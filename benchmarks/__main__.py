"""`make bench`: the product against a bare Django view on both databases; with size, with viewers, on a phone.

python -m benchmarks [serving|rush|phone|sizes|viewers|boards ...]
                     [--engine sqlite|postgresql] [--rounds N] [--part 0.2]
"""

import argparse
import json
import sys

from . import boards, drawing, figures, phone, places, report, rush, viewers

PARTS = ("serving", "rush", "phone", "sizes", "viewers", "boards")
WRITTEN = {
    **report.WRITTEN,
    "rush": rush.written,
    "phone": phone.written,
    "viewers": viewers.written,
    "boards": boards.written,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="|".join(PARTS))
    parser.add_argument("--engine", choices=places.NAMES, action="append", help="both, unless said")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each case, 5 unless said")
    parser.add_argument("--part", type=float, default=1.0, help="of the work of each run, to try it out")
    options = parser.parse_args()
    print(figures.machine(), flush=True)
    wrong, grown = False, {}
    for engine in options.engine or places.NAMES:
        for part in options.parts or PARTS:
            print(f"\n== {part} on {places.NAMES[engine]}", flush=True)
            found = run(part, engine, options.rounds, options.part)
            print(WRITTEN[part](found), flush=True)
            grown |= {engine: found} if part == "sizes" else {}
            wrong |= any(check.startswith("WRONG") for check in found["checks"])
    if len(grown) == len(places.NAMES) and options.part == 1:
        drawing.write(grown)
    sys.exit(wrong)


def run(part: str, engine: str, rounds: int, share: float) -> dict:
    with places.environment(engine) as env:
        return json.loads(places.python(env, "-m", f"benchmarks.{part}", str(rounds), str(share)))


if __name__ == "__main__":
    main()
