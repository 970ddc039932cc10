"""dialogbot finds the conversations that a library could join in exported posts and comments."""

__version__ = "0.1.0"
