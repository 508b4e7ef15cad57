"""Converts downloaded data sets to the files that tests and pages use. Called by fetch."""

import gzip
import pathlib
import sys
import zipfile


def pickles(folder, first, last, output):
    """The days from first to last, each a pickled data frame, as one Parquet file."""
    import pandas

    days = sorted(pathlib.Path(folder).glob("*.pkl"))
    days = [day for day in days if first <= day.stem <= last]
    if not days:
        sys.exit(f"no file of {first} to {last} in {folder}")
    frames = pandas.concat([pandas.read_pickle(day) for day in days], ignore_index=True)
    # Some columns of the published frames are texts or objects that hold integers.
    for column in frames.columns:
        if frames[column].dtype == object:
            frames[column] = pandas.to_numeric(frames[column])
    frames["TX_DATETIME"] = frames["TX_DATETIME"].astype("datetime64[us]")
    if "TX_DURING_NIGHT" in frames:  # The features alone; the transactions are in the other data set.
        frames = frames.filter(regex="^(TRANSACTION_ID|TX_DURING_.*|.*_WINDOW)$")
    frames.to_parquet(output, index=False, compression="zstd")
    print(f"{len(frames):,} rows of {len(days)} days")


def retail(archive, output):
    """The workbook within the archive as gzipped CSV."""
    import pandas

    with zipfile.ZipFile(archive) as files:
        name = next(name for name in files.namelist() if name.endswith(".xlsx"))
        with files.open(name) as workbook:
            rows = pandas.read_excel(workbook, dtype={"InvoiceNo": str, "StockCode": str})
    with gzip.open(output, "wt", encoding="utf-8", newline="") as out:
        rows.to_csv(out, index=False)
    print(f"{len(rows):,} rows")


if __name__ == "__main__":
    {"pickles": pickles, "retail": retail}[sys.argv[1]](*sys.argv[2:])
