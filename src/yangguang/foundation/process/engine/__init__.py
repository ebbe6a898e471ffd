"""
The engine: moves tokens of a case through its flow, in rows, inside somebody else's operation.

`holding` locks and loads a case, `advance` moves tokens, `activities`, `joins`, `waiting` and `errors` know
the elements, `run` is the unit of work that writes everything at the end, `verbs`, `returns` and `special`
are what offices do.
"""
