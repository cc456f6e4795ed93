"""The wording of reason codes, one TOML file a room of the core, in Chinese and English."""
