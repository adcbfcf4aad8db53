"""The player desk itself: players, money, blocks, approvals, records. No Slack word in here."""
