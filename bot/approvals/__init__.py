"""Approvals in Slack: the form that makes a request, the ballot, and the commands and buttons of a request."""
