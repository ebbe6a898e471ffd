"""The peers of the process benchmarks, as an app of their own that only the benchmarks install."""
