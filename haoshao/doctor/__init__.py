"""`haoshao doctor`: whether this installation can do its work, and what to do where it cannot."""

from haoshao.doctor.checks import CHECKS, Finding, Verdict, examined

__all__ = ["CHECKS", "Finding", "Verdict", "examined"]
