"""What happens when a person does something: the request to the app and what its answer changes."""
