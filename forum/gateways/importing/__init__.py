"""Moving in: reads what people already have elsewhere and makes it pieces and replies here."""
