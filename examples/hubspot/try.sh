#!/usr/bin/env bash
# Plays the contacts of a HubSpot export and prints the result as JSON.
# Usage: examples/hubspot/try.sh DATA_FOLDER     KOPRU=… names another binary than the one cargo builds.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$(cd "${1:?"the folder that holds contact_data.csv of the HubSpot export"}" && pwd)
[[ ${KOPRU:-} != */* ]] || KOPRU=$(realpath "$KOPRU")
cd "$here/../.."
kopru() {
  if [[ -n ${KOPRU:-} ]]; then "$KOPRU" "$@"; else cargo run --quiet --release -- "$@"; fi
}
kopru try examples/hubspot/playbook.toml \
  --csv "$data/contact_data.csv" --map examples/hubspot/contacts.toml \
  --format json
