"""The jobs that take records in: on this machine, on Ray, from NLM's mirror."""
