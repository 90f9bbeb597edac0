"""Handing on: indicators and campaigns as STIX, MISP, CSV, XLSX and blocklists, and a finding as an evidence sheet.

``selection`` reads the store once and says what goes out; ``gathering`` how sure each thing is; each format is
a file of its own that writes what was selected; ``output`` puts it down whole or not at all. ``options`` is all
that the command line loads to start.
"""
