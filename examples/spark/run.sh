#!/usr/bin/env bash
# 20,000 records on a local cluster of two workers, one of whose executors is killed on the way. Needs Java 17, Python 3.10
# and Rust; takes some minutes the first time. Everything is below target/spark/; nothing leaves this machine but the
# download of pyspark.
set -euo pipefail
cd "$(dirname "$0")/../.."

count=${1:-20000}
work=$PWD/target/spark
venv=$work/venv
at=2026-06-01T12:00:00Z
binary=$PWD/target/release/kz-eds
given=(--trust "$PWD/testdata/trust" --evidence "$PWD/testdata/evidence" --at "$at")

[ -x "$venv/bin/pip" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import pyspark' 2>/dev/null || "$venv/bin/pip" install --quiet 'pyspark>=4,<5'
cargo build --quiet --release --features cli --bin kz-eds

rm -rf "$work/records" "$work/answers" "$work/plain.jsonl" "$work/temporary"
"$venv/bin/python" examples/spark/records.py testdata "$count" "$work/records" 20

# What the whole machine spent until now, in seconds of its cores: Spark's workers are not all waited for by those who start
# them, so `time` alone would miss them. It holds on a machine that does nothing else.
spent() { awk -v ticks="$(getconf CLK_TCK)" '/^cpu / { printf "%.2f\n", ($2 + $3 + $4 + $7 + $8) / ticks }' /proc/stat; }
report() { awk -v from="$1" -v to="$(spent)" -v wall="$2" 'BEGIN { printf "%.1f CPU seconds of the machine in %d s\n", to - from, wall }'; }

echo '== one process'
TIMEFORMAT='%U s user, %S s system, %R s'
time "$binary" reverify - --jobs 1 "${given[@]}" --out "$work/plain.jsonl" \
    < <(cat "$work"/records/*) 2> >(tail -n 1 >&2)

echo '== two workers'
SPARK_HOME=$("$venv/bin/python" -c 'import pyspark, os; print(os.path.dirname(pyspark.__file__))')
export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 PYSPARK_PYTHON=$venv/bin/python
export SPARK_WORKER_DIR=$work/temporary/work
mkdir -p "$work/temporary/local"
before=$(spent)
SECONDS=0
"$SPARK_HOME/bin/spark-submit" --master 'local-cluster[2,1,1024]' \
    --driver-memory 512m --executor-memory 512m \
    --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 \
    --conf spark.ui.enabled=false --conf spark.local.dir="$work/temporary/local" \
    --conf spark.task.maxFailures=4 \
    examples/spark/job.py "$work/records" "$work/answers" --binary "$binary" "${given[@]}" \
    2> "$work/spark.log" &
job=$!
trap 'kill "$job" 2>/dev/null || true' EXIT

# Once some partitions are written, one executor of this job dies.
while kill -0 "$job" 2>/dev/null; do
    written=$(find "$work/answers" -name 'part-*' -size +0 2>/dev/null | wc -l || true)
    victim=$(pgrep -f "CoarseGrainedExecutorBackend.*$work|$work.*CoarseGrainedExecutorBackend" | head -n 1 || true)
    if [ "$written" -ge 3 ] && [ -n "$victim" ]; then
        kill -KILL "$victim"
        echo "killed executor $victim with $written files of answers begun or written"
        killed=yes
        break
    fi
    sleep 0.1
done
wait "$job"
report "$before" "$SECONDS"
[ "${killed-}" = yes ] || { echo 'the job was over before an executor could be killed' >&2; exit 1; }
grep -oE 'Lost executor [0-9]+ on [^:]*' "$work/spark.log" | sort -u

"$venv/bin/python" examples/spark/check.py "$work/plain.jsonl" "$work/answers"
