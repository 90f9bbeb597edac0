"""The daily digest: figures of one day, and their rendering as HTML and text."""
