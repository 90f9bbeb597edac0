"""Forum engines: how each one's pages are read. Pure: a page in, threads or posts out."""
