"""Whose text it is: credits, datelines, credit chains."""
