#!/usr/bin/env bash
# Imports Marketo's leads and what they did with e-mails, and prints the funnel as JSON.
# Usage: examples/marketo/run.sh DATA_FOLDER DATABASE     KOPRU=… names another binary than the one cargo builds.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$(cd "${1:?"the folder that holds the CSV files of the Marketo export"}" && pwd)
export KOPRU_DATABASE_URL=${2:?"the database, such as sqlite:marketo.db"}
[[ ${KOPRU:-} != */* ]] || KOPRU=$(realpath "$KOPRU")
kopru() {
  if [[ -n ${KOPRU:-} ]]; then "$KOPRU" "$@"; else cargo run --quiet --release --manifest-path "$here/../../Cargo.toml" -- "$@"; fi
}
kopru playbook publish "$here/playbook.toml" >&2
kopru import "$data/marketo_lead_data.csv" --map "$here/leads.toml" >&2
for activity in click open unsubscribe; do
  kopru import "$data/marketo_activity_${activity}_email_data.csv" --map "$here/$activity.toml" >&2
done
for activity in delivered bounced; do
  kopru import "$data/marketo_activity_email_${activity}_data.csv" --map "$here/$activity.toml" >&2
done
kopru report funnel --format json
