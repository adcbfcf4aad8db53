"""What machines ask of Pitboss over HTTP: each feature its door."""
