#!/usr/bin/env bash
# Imports the contacts of a HubSpot export and the forms that they filled, and prints the funnel as JSON.
# Usage: examples/hubspot/run.sh DATA_FOLDER DATABASE     KOPRU=… names another binary than the one cargo builds.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$(cd "${1:?"the folder that holds the CSV files of the HubSpot export"}" && pwd)
export KOPRU_DATABASE_URL=${2:?"the database, such as sqlite:hubspot.db"}
[[ ${KOPRU:-} != */* ]] || KOPRU=$(realpath "$KOPRU")
kopru() {
  if [[ -n ${KOPRU:-} ]]; then "$KOPRU" "$@"; else cargo run --quiet --release --manifest-path "$here/../../Cargo.toml" -- "$@"; fi
}
kopru playbook publish "$here/playbook.toml" >&2
kopru import "$data/contact_data.csv" --map "$here/contacts.toml" >&2
kopru import "$data/contact_form_submission_data.csv" --map "$here/forms.toml" >&2
kopru report funnel --format json
