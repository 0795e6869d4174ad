"""Storage: files that are whole or absent, leases between machines, proofs and types of what is read."""
