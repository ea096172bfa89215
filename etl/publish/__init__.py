"""Checked rows to what portals and people read: CSV, RDF, data package, CSVW, catalogue and reports under `output/`.

`etl.publish.publisher.publish` writes a release and puts it in place only if `etl.publish.validate.validate` finds nothing wrong with it.
Everything but the reports follows from the annotated schemas in `vocab/tables`; no table is known here by its name.
"""
