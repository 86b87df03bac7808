"""Lists that others publish: countries, currencies, purposes, regions."""
