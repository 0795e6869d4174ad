"""Find what of an episode is packaging, by what returns in its series and what its pictures and chapters say."""
