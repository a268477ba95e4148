"""What a report says, in words: the stories of a bundle, a pair and a run, which every output lays out."""
