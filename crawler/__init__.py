"""From a site file to recorded pages: fetching, keeping, reading. Built on Scrapy."""
