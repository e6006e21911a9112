#!/usr/bin/env bash
# Plays Olist's funnel (8 000 leads, 842 deals) and prints the result as JSON.
# Usage: examples/olist/try.sh DATA_FOLDER     KOPRU=… names another binary than the one cargo builds.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$(cd "${1:?"the folder that holds the CSV files of Olist's funnel"}" && pwd)
[[ ${KOPRU:-} != */* ]] || KOPRU=$(realpath "$KOPRU")
cd "$here/../.."
kopru() {
  if [[ -n ${KOPRU:-} ]]; then "$KOPRU" "$@"; else cargo run --quiet --release -- "$@"; fi
}
kopru try examples/olist/playbook.toml \
  --csv "$data/olist_marketing_qualified_leads_dataset.csv" --map examples/olist/mql.toml \
  --csv "$data/olist_closed_deals_dataset.csv" --map examples/olist/deals.toml \
  --format json
