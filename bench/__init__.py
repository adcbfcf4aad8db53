"""Every figure the project promises, each against its baseline in the same run."""
