"""Media: pictures, clips and films made out of videos, and files for other programs."""
