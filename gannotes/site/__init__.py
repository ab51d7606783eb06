"""What turns notebooks into executed notebooks, pages and slides."""
