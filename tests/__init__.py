"""Pitboss's tests: what it promises, sentence by sentence."""
