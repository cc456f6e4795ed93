"""WHO the customer is and what is right for them: pure, values in, values out."""
