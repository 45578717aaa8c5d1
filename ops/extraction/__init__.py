"""Text out of untrusted files. A child process imports this package: keep it empty."""
