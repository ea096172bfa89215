"""Answers to readers of what is published: SPARQL now, pages and things by their IRI later. Reads only."""
