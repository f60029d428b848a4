"""Vouch's answer side: personalized-therapy questions answered from a library, every sentence vouched for."""
