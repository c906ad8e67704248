"""The demo: three juries at different stages, made through the same services as real ones. Everybody is invented."""
