"""Projection (statistics.md, B2)."""
