"""Tests of what the search engine holds, on a real one."""
