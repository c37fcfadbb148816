"""Makes demand series out of sums of container series, on which no setting was chosen.

usage: python3 recommender/docs/sums.py TRACES OUT

Reads TRACES/containers, writes OUT/demand as `headroom backtest OUT --horizontal` takes it: each
series is the CPU of three or four containers, drawn by a fixed seed, in windows of five minutes.
"""
import csv
import gzip
import pathlib
import random
import sys

STEP_SECONDS = 300
FEWEST_WINDOWS = 600
# set, containers in a sum, sums
SETS = [("bitbrains-rnd-3month", 4, 8), ("bitbrains-faststorage", 4, 8), ("google-borg-2019", 3, 6)]


def summed(files):
    """Cores by the beginning of a window; only those of which all of the series know something."""
    cores, known = {}, {}
    for file in files:
        with gzip.open(file, "rt") as lines:
            for row in csv.DictReader(lines):
                if row.get("cpu_cores"):
                    at = int(float(row["timestamp"])) // STEP_SECONDS * STEP_SECONDS
                    cores[at] = cores.get(at, 0) + float(row["cpu_cores"])
                    known[at] = known.get(at, 0) + 1
    return {at: cores[at] for at in sorted(cores) if known[at] >= len(files)}


def main(traces, out):
    chance = random.Random(20261128)
    index = []
    for name, each, sums in SETS:
        files = sorted((traces / "containers" / name).glob("*.csv.gz"))
        if not files:
            sys.exit(f"{traces}/containers/{name}: no series there")
        chance.shuffle(files)
        (out / "demand" / name).mkdir(parents=True, exist_ok=True)
        for number in range(min(sums, len(files) // each)):
            demand = summed(files[number * each : (number + 1) * each])
            if len(demand) < FEWEST_WINDOWS:
                continue
            series = f"sum-{number:02d}"
            with gzip.open(out / "demand" / name / f"{series}.csv.gz", "wt") as file:
                file.write("timestamp,demand\n")
                file.writelines(f"{at},{amount:.6f}\n" for at, amount in demand.items())
            times = list(demand)
            index.append([name, series, series, STEP_SECONDS, len(demand), times[0], times[-1]])
    with open(out / "demand" / "index.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow("set,series,workload,step_seconds,rows,from,to,unit,licence".split(","))
        rows.writerows(row + ["CPU units", "of its containers"] for row in index)
    print(f"{len(index)} series in {out}/demand")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
