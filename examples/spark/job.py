"""Verifies a partitioned archive again on a Spark cluster: each partition goes through `kz-eds reverify -`.

The records are lines of JSON in a folder of text files, each complete in itself (`message_base64`, `content_base64`).
The binary, the trust and the evidence lie at the same paths on every machine; Spark can also send them (`--files`).
A task that dies is run again by Spark from its partition's beginning, and only whole partitions are written, so every record
is answered exactly once.

    spark-submit job.py RECORDS OUT --binary kz-eds --trust DIR --evidence DIR --at RFC3339 [--partitions N]
"""

import argparse
import subprocess
import threading

from pyspark.sql import SparkSession


def reverified(command, lines):
    """The answers to the lines of one partition, in their order."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    failure = []

    # The binary answers while it reads: one thread feeds it, another takes the answers.
    def feed():
        try:
            with process.stdin as stdin:
                for line in lines:
                    stdin.write(line.encode() + b"\n")
        except Exception as error:  # told below, in the task's own thread
            failure.append(error)

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    with process:
        for answer in process.stdout:
            yield answer.rstrip(b"\n").decode()
    feeder.join()
    status = process.returncode
    # 2: some records could not be judged, and their answers say why.
    if failure or status not in (0, 2):
        raise RuntimeError(f"{command[0]} ended with {status}; {failure}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", help="folder or file of JSON Lines")
    parser.add_argument("out", help="folder for the answers; it must not be there")
    parser.add_argument("--binary", default="kz-eds")
    parser.add_argument("--trust", required=True)
    parser.add_argument("--evidence", required=True)
    parser.add_argument("--at", required=True, help="the same moment for every task, RFC 3339")
    parser.add_argument("--partitions", type=int, help="at least so many")
    return parser.parse_args()


def main():
    given = arguments()
    # One thread: Spark gives each core a task of its own.
    command = [given.binary, "reverify", "-", "--jobs", "1", "--trust", given.trust, "--evidence", given.evidence]
    command += ["--at", given.at]
    session = SparkSession.builder.appName("kz-eds reverify").getOrCreate()
    records = session.sparkContext.textFile(given.records, given.partitions)
    records.mapPartitions(lambda lines: reverified(command, lines)).saveAsTextFile(given.out)
    session.stop()


if __name__ == "__main__":
    main()
