"""Learns encoders from labelled or captioned images."""
