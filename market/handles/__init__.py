"""Contact handles: how a seller can be reached, read from folded text or from a field of its own."""

from market.handles.contacts import handle_of_contact, handles_of_contact
from market.handles.found import HandleScan, RejectedHandle
from market.handles.scan import find_handles

__all__ = ["HandleScan", "RejectedHandle", "find_handles", "handle_of_contact", "handles_of_contact"]
