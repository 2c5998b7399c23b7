"""What is to be written, as frozen values made of frozen values: no database, no clock, no waiting."""
