"""Case files, rules of law, sealing and verification: pure, knows no disk, clock or network."""
