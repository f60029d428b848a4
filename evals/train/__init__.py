"""Trains what ships, and draws what readers label."""
