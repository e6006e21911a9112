//! How facts and decisions are written down: JSON with the playbook's own names, so that a row can be read without us.
