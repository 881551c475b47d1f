"""The pipeline: source -> decode -> encode -> write; its plan, journal, quarantine and report."""
