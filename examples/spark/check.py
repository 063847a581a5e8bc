"""Holds what Spark wrote against one process: every record exactly once, every answer the same.

    python3 check.py ANSWERS_OF_ONE_PROCESS SPARK_FOLDER
"""

import collections
import json
import pathlib
import sys


def main():
    plain = {}
    for line in open(sys.argv[1], encoding="utf-8"):
        plain[json.loads(line)["id"]] = line
    folder = pathlib.Path(sys.argv[2])
    assert (folder / "_SUCCESS").is_file(), "the job did not come to its end"
    seen, different = collections.Counter(), 0
    for part in sorted(folder.glob("part-*")):
        for line in open(part, encoding="utf-8"):
            name = json.loads(line)["id"]
            seen[name] += 1
            different += plain.get(name) != line
    missing = sum(name not in seen for name in plain)
    repeated = sum(count > 1 for count in seen.values())
    unknown = sum(name not in plain for name in seen)
    print(f"{len(plain)} records: {missing} missing, {repeated} repeated, {unknown} unknown, {different} answers differ")
    sys.exit(bool(missing or repeated or unknown or different))


if __name__ == "__main__":
    main()
