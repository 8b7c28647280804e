"""What every subject of the service builds on."""
