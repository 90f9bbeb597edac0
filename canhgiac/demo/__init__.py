"""The demonstration: a small forum of our own texts, served on the loopback address."""
