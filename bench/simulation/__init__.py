"""An archive that is larger than any machine here, simulated: what is assumed, how it is indexed, how it answers."""
