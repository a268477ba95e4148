"""What the plain formats are made of: one bundle in words, and the two ways of writing words that cannot be markup."""
