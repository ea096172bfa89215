"""Find commitments: sentences of an answer in which an organisation binds itself to an action, a role or a cooperation.

A sentence is judged (`judging`) by linear models over hashed features (`features`, `vectors`), by a small `network` over word `pieces`
and, with the extra `embeddings`, by a tuned encoder (`encoder`, `packed`), its status with the help of plain `signs`; who commits itself
and with whom, by a second pair of linear models over the actors that the text names (`actors`, `parties`) and by the same readers
(`readings`); projects, places and times are found by rule (`mentions`). Only text inside the given answer items is searched; without
items, the whole document. Word lists are data (`*.yml`). What the models learned from, by which scripts, how well they do:
`model/MODEL_CARD.md`.
"""

from etl.extract.commitments.finding import METHOD, find_commitments

__all__ = ["METHOD", "find_commitments"]
