"""Checks a lottery file against the pool and the quotas, in whole numbers, without any part of the optimiser."""

from sortition.certification.certified import Certified, certify

__all__ = ["Certified", "certify"]
