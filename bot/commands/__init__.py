"""The verbs of the `pitboss` command, one file each."""
