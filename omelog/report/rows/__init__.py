"""What an overview says of each bundle, small enough to be kept for thousands."""
