"""Writes keys at random: to one file for a demonstration, or one file each for containers.

    python3 deploy/make_secrets.py                     var/secrets.env, NAME=value lines
    python3 deploy/make_secrets.py --files FOLDER      FOLDER/SECRET_KEY and so on, for docker-compose.yml

What is there already is left alone, so it can be run at every start: another ANSWER_KEY would make the
answers collected so far unreadable.
"""

import argparse
import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEYS = ("SECRET_KEY", "TICKET_KEY", "ANSWER_KEY", "CODE_PEPPER")


def new_key() -> str:
    return secrets.token_hex(32)


def write_new(path: Path, text: str, mode: int) -> None:
    """Never over a file that is there, and never readable by others for as much as a moment."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)


def names_in(path: Path) -> set[str]:
    return (
        {line.partition("=")[0] for line in path.read_text("utf-8").splitlines()} if path.exists() else set()
    )


def write_env_file(path: Path) -> list[str]:
    missing = [name for name in KEYS if name not in names_in(path)]
    lines = "".join(f"{name}={new_key()}\n" for name in missing)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        write_new(path, lines, 0o600)
    elif missing:
        with path.open("a", encoding="utf-8") as file:
            file.write(lines)
    return missing


def write_files(folder: Path) -> list[str]:
    """The folder is closed to others; the files are not, since in the container another user reads them."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    missing = [name for name in (*KEYS, "DATABASE_PASSWORD") if not (folder / name).exists()]
    for name in missing:
        write_new(folder / name, new_key(), 0o644)
        (folder / name).chmod(0o644)  # whatever the umask
    return missing


def main() -> None:
    parser = argparse.ArgumentParser(description="Write keys at random where there are none yet.")
    parser.add_argument("--files", type=Path, metavar="FOLDER", help="one file each, for docker-compose.yml")
    parser.add_argument("--env-file", type=Path, default=ROOT / "var" / "secrets.env", metavar="FILE")
    options = parser.parse_args()
    place = options.files or options.env_file
    if write_files(place) if options.files else write_env_file(place):
        print(f"New keys are in {place}. Keep a copy of ANSWER_KEY apart from the database and its backups.")


if __name__ == "__main__":
    main()
