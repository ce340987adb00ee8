"""Whose text it is: credits, datelines, credit chains."""

from pipelines.attribute.attribution import attribute
from pipelines.attribute.evidence import Attribution, Evidence
from pipelines.attribute.lines import is_credit_line

__all__ = ["Attribution", "Evidence", "attribute", "is_credit_line"]
