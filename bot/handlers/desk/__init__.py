"""The desk itself: who one is here, Home, freezes, leavers, how Pitboss is doing."""
