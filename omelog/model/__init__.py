"""The nouns of omelog: small frozen types without behaviour."""
