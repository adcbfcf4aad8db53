"""What the tests stand on: databases, browsers, a company."""
