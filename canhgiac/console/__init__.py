"""The console of one machine: Datasette on the SQLite store, with pages for searching, reading and deciding.

Needs the extra ``console``; ``canhgiac look`` starts it.
"""
