"""依申请公开: one disclosure request from filing to reply, chapter by chapter (条例 art 29-44)."""
