"""Files to (snapshot, problems): parsing, schema, checks, watching."""
