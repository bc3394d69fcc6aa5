"""The transparency log's published formats (C2SP), as pure functions.

Bytes that were published and do not hold raise `VerificationError`; values we are asked to publish and cannot
raise `InputError`.
"""
