"""People and the donor organisations they belong to."""
