"""A library on object storage: the same store, whose truth lies in a bucket and whose derived contents lie here."""
