"""Cảnh Giác: records, settings, command line, stores, digest; what joins crawlers, nlp and stores."""

__version__ = "0.1.0"
