"""Public full-text search: our own analysis and queries, engines that only match and rank."""
