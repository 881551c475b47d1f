"""What each template is given: one documented class for each, and nothing else reaches it."""
