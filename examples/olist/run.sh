#!/usr/bin/env bash
# Imports Olist's 8 000 leads and 842 deals, and prints the funnel as JSON.
# Usage: examples/olist/run.sh DATA_FOLDER DATABASE     KOPRU=… names another binary than the one cargo builds.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$(cd "${1:?"the folder that holds the CSV files of Olist's funnel"}" && pwd)
export KOPRU_DATABASE_URL=${2:?"the database, such as sqlite:olist.db"}
[[ ${KOPRU:-} != */* ]] || KOPRU=$(realpath "$KOPRU")
kopru() {
  if [[ -n ${KOPRU:-} ]]; then "$KOPRU" "$@"; else cargo run --quiet --release --manifest-path "$here/../../Cargo.toml" -- "$@"; fi
}
kopru playbook publish "$here/playbook.toml" >&2
kopru import "$data/olist_marketing_qualified_leads_dataset.csv" --map "$here/mql.toml" >&2
kopru import "$data/olist_closed_deals_dataset.csv" --map "$here/deals.toml" >&2
kopru report funnel --format json
