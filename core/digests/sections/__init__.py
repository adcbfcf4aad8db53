"""The sections of digests, one file each."""
