"""What a search engine holds: documents, analysers, templates and Kibana objects.

The place is kept here so that the import contract covers it from the start. The engine itself arrives
with the Elasticsearch store; until then ``CANHGIAC_STORE`` takes ``sqlite`` alone and says so.
"""
