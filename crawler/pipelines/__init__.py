"""One act a file, in the order of settings.ITEM_PIPELINES: merge, read, mask, record."""
