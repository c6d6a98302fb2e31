"""One pure reader for each shop software or page shape; `registry.FAMILIES` lists them."""
