"""Reading what people type: sentences, players, people and periods."""
