"""The one spider; `scrapy list` finds it here."""
