"""Benchmarks: every promised figure, each against its baseline in the same run."""
