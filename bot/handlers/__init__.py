"""One folder a feature, one file for each thing one does there; a person is waiting for the answer."""
