"""Reading again what is stored: pages from oldest to newest, and rows mended where they now say something else."""
