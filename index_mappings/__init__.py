"""What the search engine holds: analysers, documents, templates, roles and Kibana objects.

Needs the extra ``elasticsearch`` (``pip install 'canhgiac[elasticsearch]'``); nothing here talks to a server.
"""
