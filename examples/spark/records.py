"""Makes many records out of the test material's archive: each complete in one line, each with a name of its own.

    python3 records.py TESTDATA COUNT OUT FILES
"""

import base64
import itertools
import json
import pathlib
import sys


def inline(record, archive, keys):
    """The files that the record names, as base64 in the record."""
    for key in keys:
        if key in record:
            record[key + "_base64"] = base64.b64encode((archive / record.pop(key)).read_bytes()).decode()


def templates(archive):
    """The records that need no trust or evidence of their own."""
    for line in (archive / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if "trust" in record or "evidence" in record:
            continue
        del record["note"]
        inline(record, archive, ["message", "content", "checked_as"])
        for document in record.get("documents", []):
            inline(document, archive, ["message", "content"])
        yield record


def main():
    archive, count, out, files = pathlib.Path(sys.argv[1]) / "archive", int(sys.argv[2]), pathlib.Path(sys.argv[3]), int(sys.argv[4])
    out.mkdir(parents=True)
    parts = [open(out / f"part-{number:05}.jsonl", "w", encoding="utf-8") for number in range(files)]
    for number, record in zip(range(count), itertools.cycle(list(templates(archive)))):
        named = {**record, "id": f"{number}-{record['id']}"}
        # One file after the other, as an archive by date would be.
        parts[number * files // count].write(json.dumps(named) + "\n")
    for part in parts:
        part.close()


if __name__ == "__main__":
    main()
