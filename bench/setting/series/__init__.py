"""Made series: episodes with everything that is packaging, deterministic, with the truth by the second."""
