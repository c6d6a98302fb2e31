"""The front door: command line and services; the only place that knows every other package."""
