"""Data sets of the field: where in them the images lie, and what their texts say of those."""
