"""Everything that touches a disk, a key, a clock, a process or the environment."""
