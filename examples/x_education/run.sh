#!/usr/bin/env bash
# Imports the leads of X Education, and prints the funnel as JSON. The file has no dates: all of it holds from the import on.
# Usage: examples/x_education/run.sh DATA_FOLDER DATABASE     KOPRU=… names another binary than the one cargo builds.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$(cd "${1:?"the folder that holds leads_train.csv of X Education"}" && pwd)
export KOPRU_DATABASE_URL=${2:?"the database, such as sqlite:x.db"}
[[ ${KOPRU:-} != */* ]] || KOPRU=$(realpath "$KOPRU")
kopru() {
  if [[ -n ${KOPRU:-} ]]; then "$KOPRU" "$@"; else cargo run --quiet --release --manifest-path "$here/../../Cargo.toml" -- "$@"; fi
}
kopru playbook publish "$here/playbook.toml" >&2
kopru import "$data/leads_train.csv" --map "$here/map.toml" >&2
kopru report funnel --by person.lead_source --format json
