"""Runs every R script here again and compares with the stored output beside it; exit 1 where they differ."""

import argparse
import math
import shutil
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

HERE = Path(__file__).parent
CLOSE = 1e-9  # releases of R differ in the last digits


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="store what R says now")
    write = parser.parse_args().write
    if not shutil.which("Rscript"):
        sys.exit("Rscript is not installed: on Debian or Ubuntu, apt-get install r-base-core.")
    bad = 0
    for script in sorted(HERE.glob("*.R")):
        stored, said = script.with_suffix(".csv"), run(script)
        if write:
            stored.write_text(said)
            continue
        found = differences(stored.read_text(), said)
        bad += len(found)
        print(f"{script.name}: {len(found) or 'no'} differences from {stored.name}", *found[:10], sep="\n  ")
    sys.exit(1 if bad else 0)


def run(script):
    command = ["Rscript", "--vanilla", script.name]
    return subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.PIPE, text=True).stdout


def differences(stored, said):
    """Lines that do not say the same; the first names R's version, which may differ."""
    lines = zip_longest(stored.splitlines()[1:], said.splitlines()[1:], fillvalue="")
    return [f"stored {old}\n  now    {new}" for old, new in lines if not same_line(old, new)]


def same_line(old, new):
    old, new = old.split(","), new.split(",")
    return len(old) == len(new) and all(map(same_cell, old, new))


def same_cell(old, new):
    try:
        return math.isclose(float(old), float(new), rel_tol=CLOSE, abs_tol=1e-300)
    except ValueError:
        return old == new


if __name__ == "__main__":
    main()
