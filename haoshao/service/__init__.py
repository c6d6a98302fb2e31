"""The service: crawls on schedule, delivers what there is to tell, keeps house, and can be looked at from outside."""

from haoshao.service.serving import ServeOptions, serve

__all__ = ["ServeOptions", "serve"]
