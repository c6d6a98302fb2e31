"""Who is told, where, in which language, when: data in `config/channels.yml`."""

from alerts.channels.model import Channel, ChannelsFile, load_channels

__all__ = ["Channel", "ChannelsFile", "load_channels"]
