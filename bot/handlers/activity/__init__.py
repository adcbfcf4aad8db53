"""What a player did, summed up and listed."""
