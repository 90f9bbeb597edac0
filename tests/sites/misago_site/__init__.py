"""A real Misago forum; runs in an environment of its own, with Misago and without this project."""
