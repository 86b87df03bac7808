"""What people fill in: validation and layout, one module a noun."""
