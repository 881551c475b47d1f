"""Where images come from. A source yields what it found; it reads bytes only when asked."""
