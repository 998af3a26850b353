"""Dataset -> files. `rows_csv`, `texts_csv` and `codebook_csv` yield text piece by piece."""

from .delimited import codebook_csv, rows_csv, texts_csv
from .rows import Blanked, blanked

__all__ = ["Blanked", "blanked", "codebook_csv", "rows_csv", "texts_csv"]
