"""A second person must agree: the forms that ask, the cards that show, the buttons that decide."""
