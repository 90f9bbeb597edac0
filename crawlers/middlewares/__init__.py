"""Downloader middlewares of the crawlers, one concept a file."""
