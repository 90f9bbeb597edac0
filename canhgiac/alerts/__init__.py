"""Alerts: rules on clusters, campaigns and sources, each telling a thing once."""
