#!/usr/bin/env bash
# Imports Salesforce's leads, contacts and the history of its opportunities, and prints the funnel as JSON.
# Usage: examples/salesforce/run.sh DATA_FOLDER DATABASE     KOPRU=… names another binary than the one cargo builds.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$(cd "${1:?"the folder that holds the CSV files of the Salesforce export"}" && pwd)
export KOPRU_DATABASE_URL=${2:?"the database, such as sqlite:salesforce.db"}
[[ ${KOPRU:-} != */* ]] || KOPRU=$(realpath "$KOPRU")
kopru() {
  if [[ -n ${KOPRU:-} ]]; then "$KOPRU" "$@"; else cargo run --quiet --release --manifest-path "$here/../../Cargo.toml" -- "$@"; fi
}
kopru playbook publish "$here/playbook.toml" >&2
kopru import "$data/sf_lead_data.csv" --map "$here/leads.toml" >&2
kopru import "$data/sf_contact_data.csv" --map "$here/contacts.toml" >&2
kopru import "$data/sf_opportunity_history_data.csv" --map "$here/opportunities.toml" >&2
kopru report funnel --format json
