"""The month's report: management's figures, each with the ids that it counts."""
