"""
Benchmarks: one module each, with `run(*, quick)` that measures ours and the peer in one run and gives the
figures.

`script/bench NAME [--quick] [--json]` runs one and holds its figures against `claims.csv`. A benchmark is
no test: it tells how fast we are on this machine, today, beside the peer.
"""
