"""What a value may be: days, numbers, amounts, addresses, and the model fields that carry their rules."""
