"""Finding what one may read: an index of words that triggers keep, asked through `readable`."""
