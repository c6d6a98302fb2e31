"""The pages of the make-believe shops, one module for each software, shaped as that software shapes its own."""
