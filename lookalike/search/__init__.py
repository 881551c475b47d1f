"""The query, the engine contract, ranking; `service` joins encoder and engine."""
