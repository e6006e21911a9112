#!/usr/bin/env bash
# Plays the leads of X Education and prints the result as JSON.
# Usage: examples/x_education/try.sh DATA_FOLDER     KOPRU=… names another binary than the one cargo builds.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$(cd "${1:?"the folder that holds leads_train.csv of X Education"}" && pwd)
[[ ${KOPRU:-} != */* ]] || KOPRU=$(realpath "$KOPRU")
cd "$here/../.."
kopru() {
  if [[ -n ${KOPRU:-} ]]; then "$KOPRU" "$@"; else cargo run --quiet --release -- "$@"; fi
}
# The file has no dates: its rows hold from the moment that we name, any one will do.
kopru try examples/x_education/playbook.toml \
  --csv "$data/leads_train.csv" --map examples/x_education/map.toml \
  --at 2020-01-01T00:00:00+05:30 \
  --format json
