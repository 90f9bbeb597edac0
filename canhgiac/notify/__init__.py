"""Messages to people: an outbox that all workers share, and channels that Apprise delivers to."""
