"""What the HTTP API takes and tells, as typed models with examples; one file a noun."""
