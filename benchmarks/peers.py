"""The other tool, run in its own environment: the files it reads and the few lines that time it."""

from __future__ import annotations

import csv
from pathlib import Path

from sortition import Pool, Quotas

PEER_PROGRAM = """
import json, sys, time
from pathlib import Path
from sortition_algorithms import Settings
from sortition_algorithms.adapters import CSVFileDataSource
from sortition_algorithms.committee_generation import find_distribution_leximin, find_distribution_maximin
from sortition_algorithms.features import read_in_features
from sortition_algorithms.people import read_in_people
folder, seats, objective, solver = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
import csv
read = lambda name: list(csv.DictReader((folder / name).open(encoding="utf-8")))
rows = read("categories.csv")
features, *_ = read_in_features(list(rows[0]), rows)
settings = Settings(id_column="id", columns_to_keep=[], check_same_address=False)
rows = read("respondents.csv")
people, *_ = read_in_people(list(rows[0]), rows, features, settings)
find = {"leximin": find_distribution_leximin, "maximin": find_distribution_maximin}
start, busy = time.perf_counter(), time.process_time()
try:
    panels, weights, _ = find[objective](features, people, seats, [], solver)
except RuntimeError as error:  # its leximin needs a commercial solver
    if "gurobi" not in str(error).lower():
        raise
    objective = "maximin"
    start, busy = time.perf_counter(), time.process_time()
    panels, weights, _ = find[objective](features, people, seats, [], solver)
seconds, processor = time.perf_counter() - start, time.process_time() - busy
chances = {}
for panel, weight in zip(panels, weights):
    for name in panel:
        chances[name] = chances.get(name, 0) + weight
told = {"objective": objective, "seconds": seconds, "processor": processor, "smallest": min(chances.values())}
print(json.dumps(told))
"""


def write_pool(folder: Path, pool: Pool, quotas: Quotas) -> None:
    """`categories.csv` and `respondents.csv` in the form that the field's tools read."""
    with (folder / "categories.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["feature", "value", "min", "max"])
        writer.writerows([q.feature, q.value, q.min, q.max] for q in quotas.quotas)
    with (folder / "respondents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", *pool.features])
        writer.writerows([name, *row] for name, row in zip(pool.ids, pool.values, strict=True))
