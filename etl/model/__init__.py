"""What the stages hand to each other: typed records, documents with their text, and facts with their evidence.

Plain frozen values without behaviour beyond keeping themselves right. This package imports no other part of ratsgraph.
"""
