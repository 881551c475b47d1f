"""One script per promise; `make accept` runs them and prints figure, command, PASS or MISS."""
